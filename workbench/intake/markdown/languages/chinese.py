"""Words of requirement documents in Chinese."""

from __future__ import annotations

from workbench.intake.markdown.languages.words import Words

WORDS = Words(
    columns={
        "id": "编号|序号|需求编号|需求ID|功能编号",
        "text": (
            "需求|需求描述|描述|说明|内容|功能|功能点|功能需求|功能描述|功能说明"
            "|需求说明|需求内容|非功能需求"
        ),
        "title": "标题|名称|功能名称|需求名称",
        "priority": "优先级|优先程度|优先顺序|重要性",
        "stories": "用户故事",
        "depends_on": "依赖",
        "criteria": "验收标准|验收条件",
        "status": "状态",
        "notes": "备注",
        "type": "类型",
    },
    must="必须",
    should="应该|應該",
    could="可以|可选",
    wont="不做",
    top="最高|紧急",
    high="高",
    middle="中",
    low="低",
    yes="是|必填|必选",
    no="否|可选|选填|非必填",
    withdrawn="废弃|已删除",
)
