"""The schema of a policy file: its keys, their types, and what each is for.

Imported only while a policy is loaded, because pydantic is heavy. Every key has a default or is required for a
reason its description gives; a key added later must have a default, so that old files stay valid and keep their hash.
"""

from policies.schema.counting import Counting
from policies.schema.data import DataClass, Lists, OwnDetector
from policies.schema.keeping import Evidence, Output, Retention, Review
from policies.schema.law import Basis, Clock, Threshold
from policies.schema.place import Asset, BorderSection, Geo
from policies.schema.processor import Metadata, Processor
from policies.schema.register import Transfer
from policies.schema.rules import Exemption, Rule
from policies.schema.values import Day, Globs, Section, Share


class PolicyFile(Section):
    """One policy, all files it extends merged in."""

    name: str = ""
    extends: Globs = []
    metadata: Metadata = Metadata()
    law_as_of: Day = ""
    processor: Processor = Processor()
    border: BorderSection = BorderSection()
    geo: Geo = Geo()
    confidence: Share = 0.5
    counting: Counting = Counting()
    assets: list[Asset] = []
    classes: list[DataClass] = []
    detectors: dict[str, str] = {}
    custom_detectors: list[OwnDetector] = []
    lists: Lists = Lists()
    transfers: list[Transfer] = []
    thresholds: list[Threshold] = []
    rules: list[Rule] = []
    exceptions: list[Exemption] = []
    evidence: Evidence = Evidence()
    retention: Retention = Retention()
    retention_floor: Retention = Retention()
    review: Review = Review()
    outputs: list[Output] = []
    bases: list[Basis] = []
    clocks: list[Clock] = []
