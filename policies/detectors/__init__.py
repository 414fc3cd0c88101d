"""The detectors, surest first: of two that claim the same span, the one named first has it."""

from typing import Final

from policies.detector import Detector
from policies.detectors import (
    cn_address,
    cn_bank_card,
    cn_foreigner_pr,
    cn_hkmo_permit,
    cn_military_id,
    cn_mobile,
    cn_name,
    cn_passport,
    cn_plate,
    cn_residence_permit,
    cn_resident_id,
    cn_resident_id15,
    cn_securities_account,
    cn_uscc,
    device_iccid,
    device_imei,
    device_imsi,
    email,
    hk_id,
    iban,
    tw_id,
    vin,
)

DETECTORS: Final[tuple[Detector, ...]] = (
    cn_resident_id.DETECTOR,
    cn_residence_permit.DETECTOR,
    cn_foreigner_pr.DETECTOR,
    device_iccid.DETECTOR,
    cn_bank_card.DETECTOR,
    cn_uscc.DETECTOR,
    vin.DETECTOR,
    iban.DETECTOR,
    email.DETECTOR,
    cn_mobile.DETECTOR,
    cn_plate.DETECTOR,
    device_imei.DETECTOR,
    device_imsi.DETECTOR,
    cn_resident_id15.DETECTOR,
    cn_passport.DETECTOR,
    cn_hkmo_permit.DETECTOR,
    cn_securities_account.DETECTOR,
    cn_address.DETECTOR,
    cn_name.DETECTOR,
    tw_id.DETECTOR,
    hk_id.DETECTOR,
    cn_military_id.DETECTOR,
)
