"""The detectors, surest first: of two that claim the same span, the one named first has it."""

from typing import Final

from policies.detector import Detector
from policies.detectors import (
    cn_bank_card,
    cn_mobile,
    cn_passport,
    cn_plate,
    cn_residence_permit,
    cn_resident_id,
    cn_resident_id15,
    cn_secrecy_marking,
    cn_securities_account,
    cn_uscc,
    email,
    fin_working_paper,
    gnss_nmea,
    gnss_track,
    medical_hl7,
    medical_terms,
    secret_cloud_key,
    secret_jwt,
    secret_password,
    secret_private_key,
    vin,
)

DETECTORS: Final[tuple[Detector, ...]] = (
    cn_resident_id.DETECTOR,
    cn_residence_permit.DETECTOR,
    cn_bank_card.DETECTOR,
    cn_uscc.DETECTOR,
    vin.DETECTOR,
    email.DETECTOR,
    cn_mobile.DETECTOR,
    cn_plate.DETECTOR,
    cn_resident_id15.DETECTOR,
    cn_passport.DETECTOR,
    cn_securities_account.DETECTOR,
    secret_private_key.DETECTOR,
    secret_cloud_key.DETECTOR,
    secret_jwt.DETECTOR,
    secret_password.DETECTOR,
    cn_secrecy_marking.DETECTOR,
    fin_working_paper.DETECTOR,
    medical_terms.DETECTOR,
    medical_hl7.DETECTOR,
    gnss_track.DETECTOR,
    gnss_nmea.DETECTOR,
)
