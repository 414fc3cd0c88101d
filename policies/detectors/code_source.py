"""Source code: packs and patches of git, and files that begin as programs do."""

import re
from collections.abc import Iterator
from typing import Final

from policies.detector import Claim, Context, Detector, Family, Sight

_AHEAD: Final = 160
_LINE: Final = rb"(?:\r?\n|\\r\\n|\\n)"
_FORMS: Final = (
    ("git pack", re.compile(rb"PACK\x00\x00\x00[\x02\x03]\x00[\x00-\xff]{3}"), 0.95),
    ("patch", re.compile(rb"From [0-9a-f]{40} Mon Sep 17 00:00:00 2001" + _LINE + rb"From: "), 0.95),
    ("patch", re.compile(
        rb"diff --git a/[^\s\\]{1,120} b/[^\s\\]{1,120}" + _LINE
        + rb"(?:index [0-9a-f]{7,40}\.\.[0-9a-f]{7,40}|"
        rb"(?:new file|deleted file|old) mode [0-9]{6}|similarity index)"), 0.9),
    ("Java", re.compile(rb"package [a-z][\w.]{3,80};\s{0,4}(?:(?:\\n){1,3}|\n)\s{0,4}"
        rb"import (?:static )?[a-z][\w.]{3,80}(?:\.\*)?;"), 0.8),
    ("Go", re.compile(rb"package [a-z]\w{1,30}" + _LINE + rb"{1,3}import "
        rb"(?:\(" + _LINE + rb"(?:\t|\\t)\\?\"|\\?\"[a-z])"), 0.8),
    ("C#", re.compile(rb"using System;" + _LINE + rb"using [A-Z][\w.]{2,60};"), 0.8),
)  # fmt: skip
_SIEVE: Final = (
    rb"(?:PACK\x00\x00\x00[\x02\x03]\x00|Mon Sep 17 00:00:00 2001(?:\r?\n|\\n)From: |diff --git a/[^\s\\]{1,120} b/"
    rb"|package [a-z][A-Za-z0-9_.]{1,80};?\s{0,3}(?:\n|\\n)\s{0,3}(?:\\n)?import [a-z(\"\\]"
    rb"|using System;(?:\r?\n|\\r\\n|\\n)using )[\x00-\xff]"
)


def claim(sight: Sight) -> Iterator[Claim]:
    """What git transfers and mails, and the first lines of a program; scripts of pages are none."""
    for name, form, confidence in _FORMS:
        for match in sight.matches(form, _AHEAD + 160, _AHEAD):
            yield Claim(*match.span(), match[0], name + " ***", confidence)


DETECTOR: Final = Detector(
    id="code.source",
    finds="source code: pack or patch of git, head of a file in Java, Go or C#",
    source="gitformat-pack; git-format-patch; the languages' specifications",
    false_positives="code that is public anyway, examples in manuals; scripts of web pages are none",
    confidence="0.95 pack or mailed patch, 0.9 other patch, 0.8 by the head of a file",
    context=Context.NONE,
    family=Family.OWN,
    sieve=_SIEVE,
    claim=claim,
)
