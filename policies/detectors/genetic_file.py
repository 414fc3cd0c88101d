"""Files of genetic data of individuals."""

import re
from collections.abc import Iterator
from typing import Final

from policies.detector import Claim, Context, Detector, Family, Sight

_AHEAD: Final = 160
_FORMS: Final = (
    ("VCF", re.compile(rb"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t[^\t\r\n]{1,80}")),
    ("SAM", re.compile(rb"@HD\tVN:1\.[0-9](?:\t[A-Z]{2}:[^\t\r\n]{1,40}){0,4}\r?\n"
        rb"@(?:SQ\tSN|RG\tID|PG\tID|CO\t)[^\r\n]{0,90}")),
    ("BAM", re.compile(rb"BAM\x01[\x00-\xff]{4}@(?:HD|SQ)\t[^\r\n]{0,90}")),
    ("CRAM", re.compile(rb"CRAM[\x02\x03][\x00-\x01][\x00-\xff]{20}")),
    ("FASTQ", re.compile(rb"@[!-~][ -~]{3,79}\r?\n[ACGTN]{20,}(?=\Z|\r?\n(?:\+|\Z))")),
    ("rsID", re.compile(
        rb"rsid[\"']?[\t,][\"']?chrom[a-z]{0,6}[\"']?[\t,][^\r\n]{4,60}"
        rb"(?:\r?\n[\"']?(?:rs|i)[0-9]{3,12}[\"']?[\t,][\"']?(?:[0-9]{1,2}|X|Y|MT)[\"']?[\t,][^\r\n]{1,16}[\t,][\"']?[ACGTDI0\-]{1,2}[\"']?){2,}"
    )),
)  # fmt: skip
_AT_START: Final = frozenset(("CRAM", "FASTQ"))
_SIEVE: Final = (
    rb"(?:#CHROM\tPOS\tID\tREF\tALT|@HD\tVN:1\.|BAM\x01[\x00-\xff]{4}@(?:HD|SQ)|\x00CRAM[\x02\x03]"
    rb"|rsid[\"']?[\t,][\"']?chrom|\x00@[!-~][ -~]{3,79}\r?\n[ACGTN]{20})[\x00-\xff]"
)


def claim(sight: Sight) -> Iterator[Claim]:
    """The head of a file with the reads, variants or genotypes of someone; the file is what counts."""
    for name, form in _FORMS:
        for match in sight.matches(form, 110, _AHEAD):
            if name not in _AT_START or (match.start() == 0 and sight.base == sight.floor):
                yield Claim(*match.span(), match[0], name + " ***", 0.9)


DETECTOR: Final = Detector(
    id="genetic.file",
    finds="genetic data: VCF with samples, SAM, BAM, CRAM, FASTQ, tables of rsIDs with genotypes",
    source="SAM, VCF 4 and CRAM 2 and 3 of hts-specs; FASTQ (Cock 2010); exports of genotyping services",
    false_positives="the same formats of plants, animals and microbes; VCF without samples is none",
    confidence="0.9 by head",
    context=Context.NONE,
    family=Family.OWN,
    sieve=_SIEVE,
    claim=claim,
)
