"""Letters to put on paper: one to a province, one with an annex as long as there are provinces."""

from __future__ import annotations

from dataclasses import replace

from delivery.letters.model import Annex, AnnexSection, Letter

SINGLE = Letter(
    kind="single",
    file_stem="12-lai-chau",
    superior="Bộ Lao động - Thương binh và Xã hội",
    issuer="Văn phòng Quốc gia về giảm nghèo",
    number="Số:          /CV-VPQGGN",
    subject="V/v đề nghị cung cấp văn bản báo cáo 6 tháng đầu năm 2023",
    place_and_date="Hà Nội, ngày       tháng       năm 2023",
    addressees=("Sở Lao động - Thương binh và Xã hội tỉnh Lai Châu",),
    paragraphs=(
        "Căn cứ Công văn số 329/CV-VPQGGN ngày 14/06/2023, báo cáo phải được gửi về Bộ trước ngày 25/06/2023.",
        "Đề nghị Sở gửi văn bản nêu trên về Bộ (qua Văn phòng Quốc gia về giảm nghèo).",
        "Trân trọng./.",
    ),
    signed_for="TL. Bộ trưởng",
    signer_title="Chánh Văn phòng Quốc gia về giảm nghèo",
    copies=("- Như trên;", "- Lưu: VT, VPQGGN."),
    reminder_keys=("coordination_6m:2023-H1:12:first",),
)

_REGIONS = (
    ("I", "Trung du và miền núi phía Bắc", 14), ("II", "Đồng bằng sông Hồng", 11),
    ("III", "Bắc Trung Bộ và duyên hải miền Trung", 14), ("IV", "Tây Nguyên", 5), ("V", "Đông Nam Bộ", 6),
    ("VI", "Đồng bằng sông Cửu Long", 13),
)  # fmt: skip


def _sections() -> tuple[AnnexSection, ...]:
    """Sixty-three rows in six regions, numbered throughout."""
    rows = [(str(number), f"Tỉnh thứ {number}", "chưa gửi", "124") for number in range(1, 64)]
    return tuple(
        AnnexSection(number, title, tuple(rows.pop(0) for _ in range(count))) for number, title, count in _REGIONS
    )


COLLECTIVE = replace(
    SINGLE,
    kind="collective",
    file_stem="cong-van-chung",
    addressees=("Ủy ban nhân dân các tỉnh, thành phố", "Sở Lao động - Thương binh và Xã hội các tỉnh, thành phố"),
    annex=Annex(
        label="Phụ lục",
        title=("DANH SÁCH TỈNH, THÀNH PHỐ CHƯA GỬI", "BÁO CÁO 6 THÁNG ĐẦU NĂM 2023"),
        reference=("(Kèm theo Công văn số          /CV-VPQGGN ngày       tháng       năm 2023)",),
        headings=("TT", "TỈNH, THÀNH PHỐ", "TÌNH TRẠNG BÁO CÁO", "SỐ NGÀY QUÁ HẠN"),
        widths=(0.1, 0.4, 0.3, 0.2),
        total=("", "Tổng cộng", "chưa gửi: 63", ""),
        sections=_sections(),
        centred=(0, 3),
    ),
)

#: Every letter of the Vietnamese alphabet that carries a mark, and đ.
VIETNAMESE = (
    "áàảãạăắằẳẵặâấầẩẫậéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵđ"
    "ÁÀẢÃẠĂẮẰẲẴẶÂẤẦẨẪẬÉÈẺẼẸÊẾỀỂỄỆÍÌỈĨỊÓÒỎÕỌÔỐỒỔỖỘƠỚỜỞỠỢÚÙỦŨỤƯỨỪỬỮỰÝỲỶỸỴĐ"
)


def same_spaces(text: str) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text.split())
