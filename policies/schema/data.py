"""The data of a policy: its classes, the user's own kinds, the firm's own lists."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from policies.patterns import pattern_problem
from policies.scalars import one_or_more
from policies.schema.values import Id, Profile, Section, Share, Texts, Truth, Words

OWN = "x."
"""How the ids of the user's own detectors begin."""


def _pattern(text: str) -> str:
    problem = pattern_problem(text)
    if problem:
        raise ValueError(problem)
    return text


def _own(text: str) -> str:
    if not text.startswith(OWN) or len(text) == len(OWN):
        raise ValueError(f'the id of an own detector begins with "{OWN}", such as {OWN}employee_no')
    return text


Pattern = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_pattern)]
OwnId = Annotated[Id, AfterValidator(_own)]
Example = Annotated[str, Field(min_length=1, max_length=1000)]
Examples = Annotated[list[Example], Field(max_length=200)]


class DataClass(Section):
    """A kind of data the policy tells apart."""

    id: Id = Field(description="give the class a short name such as pi.ordinary")
    title: Words | None = None
    levels: dict[str, str] = {}
    parent: str = ""
    sensitive: Truth = False
    sensitive_under: Annotated[list[Profile], BeforeValidator(one_or_more)] = []
    transferable: Truth = True


class OwnContext(Section):
    """Words that stand near a value of an own detector."""

    words: Texts = Field(default=[], max_length=200)
    required: Truth = False

    @model_validator(mode="after")
    def _words(self) -> "OwnContext":
        if self.required and not self.words:
            raise ValueError('"required" needs "words": say which words must stand near')
        return self


class OwnDetector(Section):
    """A kind of data of the user's own."""

    id: OwnId = Field(description="give the detector a short name such as x.employee_no")
    title: Words | None = None
    pattern: Pattern = Field(description="write the regular expression of its values")
    checksum: Literal["", "luhn", "resident", "uscc", "organisation", "vin"] = ""
    context: OwnContext = OwnContext()
    class_: str = Field(alias="class", description="name the data class its values are of")
    confidence: Share = 0.8
    examples: Examples = []
    counterexamples: Examples = []


class ListFile(Section):
    """A file of the firm's own data: keyed hashes or fingerprints, never the data."""

    id: Id = Field(description="give the list a short name")
    file: str = Field(min_length=1, description="name the file, relative to the policy")
    title: Words | None = None
    class_: str = Field(default="", alias="class")


class Lists(Section):
    """The firm's own data: values by keyed hash, documents by fingerprint."""

    exact: list[ListFile] = []
    documents: list[ListFile] = []
