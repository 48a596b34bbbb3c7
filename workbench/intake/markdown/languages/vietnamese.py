"""Words of requirement documents in Vietnamese."""

from __future__ import annotations

from workbench.intake.markdown.languages.words import Words

WORDS = Words(
    columns={
        "id": "Mã|Mã yêu cầu",
        "text": "Mô tả|Yêu cầu",
        "title": "Tên|Tên chức năng|Chức năng",
        "priority": "Độ ưu tiên|Ưu tiên|Mức ưu tiên",
        "depends_on": "Phụ thuộc",
        "criteria": "Tiêu chí chấp nhận|Tiêu chí nghiệm thu",
        "status": "Trạng thái",
        "notes": "Ghi chú",
    },
    must="Bắt buộc",
    should="Nên có",
    could="Tùy chọn",
    high="Cao",
    middle="Trung bình",
    low="Thấp",
    yes="Có",
    no="Không",
)
