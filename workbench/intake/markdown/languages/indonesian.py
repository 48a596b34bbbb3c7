"""Words of requirement documents in Indonesian."""

from __future__ import annotations

from workbench.intake.markdown.languages.words import Words

WORDS = Words(
    columns={
        "id": "Nomor|Kode|Kode Kebutuhan|ID Kebutuhan",
        "text": (
            "Deskripsi|Deskripsi Kebutuhan|Kebutuhan|Kebutuhan Fungsional"
            "|Kebutuhan Non-Fungsional|Uraian"
        ),
        "title": "Nama|Nama Fitur|Fitur|Judul",
        "priority": "Prioritas",
        "stories": "Referensi US|Referensi User Story|Ref. US",
        "depends_on": "Dependensi|Ketergantungan",
        "criteria": "Kriteria Penerimaan|Kriteria",
        "notes": "Catatan|Keterangan",
        "type": "Jenis",
    },
    must="Wajib|Harus",
    should="Sebaiknya",
    could="Opsional",
    high="Tinggi",
    middle="Sedang|Menengah",
    low="Rendah",
    yes="Ya",
    no="Tidak",
)
