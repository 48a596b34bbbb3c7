"""Words of requirement documents in English."""

from __future__ import annotations

from workbench.intake.markdown.languages.words import Words

WORDS = Words(
    columns={
        "id": (
            "ID|IDs|#|No|No.|Nr|Nr.|Key|Ref|Reference|Code|Identifier|Number|FR|FR-ID"
            "|FR ID|FR #|Req|Req ID|Req. ID|Req #|Req No|Requirement ID|Requirement #"
            "|Requirement No|NFR|NFR-ID|NFR ID|Story ID|US-ID|US ID|US"
        ),
        "text": (
            "Requirement|Requirements|Description|Text|Statement"
            "|Requirement Statement|Details|Requirement Description|Requirement Text"
            "|Detail|Definition|Specification|Functionality|Capability|Behaviour"
            "|Behavior|The system shall|Shall|What|Functional Requirement"
            "|Non-Functional Requirement|Constraint|Story|User Story Text"
            "|Feature Description"
        ),
        "title": (
            "Title|Name|Feature|Summary|Short Name|Headline|Requirement Name"
            "|Requirement Title|Feature Name"
        ),
        "priority": (
            "Priority|Prio|Prio.|P|MoSCoW|MoSCoW Priority|Importance|Criticality"
            "|Level|Obligation|Necessity"
        ),
        "mvp": "MVP|MVP?|In MVP|In MVP?|MVP Scope|Part of MVP|MVP Tag",
        "mvp_rationale": "MVP Rationale|MVP Reason",
        "release": (
            "Release|Fix Version|Fix Versions|Phase|Milestone|Version|Target Release"
            "|Iteration|Sprint"
        ),
        "stories": (
            "User Story|User Stories|Story|Stories|Related Story|Related Stories"
            "|US-ID|Story ID|Source Story|From Story"
        ),
        "depends_on": (
            "Depends On|Dependencies|Dependency|Depends|Requires|Prerequisite"
            "|Prerequisites|Blocked By"
        ),
        "parent": "Parent|Parent ID|Parent Requirement|Refines|Derived From|Epic",
        "criteria": (
            "Acceptance Criteria|Acceptance Criterion|Criteria|AC|ACs|Acceptance"
            "|Fit Criterion|Fit Criteria|Verification|Acceptance Tests"
            "|Acceptance Scenarios|Acceptance Conditions"
        ),
        "target": (
            "Target|Metric|Measure|Threshold|Threshold / Measure|Threshold/Measure"
            "|Measurement|Target Value|Target / Metric|SLA|SLO|Goal"
            "|Requirement / Target|Success Metric|Limit"
        ),
        "status": "Status|State|Requirement Status",
        "no_backend_reason": "No Backend|No Backend Reason|Why No Backend",
        "notes": "Notes|Note|Comment|Comments|Remark|Remarks|Notes / Comments",
        "type": "Type|Requirement Type|Kind|Category / Type",
        "inferred": "Inferred",
        "rationale": "Rationale|Reason|Why|Justification|Why this priority",
        "covers": (
            "Covers|Requirements Covered|Related Requirements|FRs|FR-IDs|Traces To"
            "|Traces|Covered|Requirement IDs"
        ),
    },
    must=("P0|Must|Must Have|Must-Have|Musts|M|Mandatory|Required|Essential|Shall|Obligatory"),
    should="P1|Should|Should Have|Should-Have|Shoulds|S|Recommended|Important|Expected",
    could=(
        "P2|Could|Could Have|Could-Have|Coulds|C|Optional|Nice to Have|Nice-to-Have|May|Desirable"
    ),
    wont=(
        "P3|Won't|Wont|Won't Have|Wont Have|Will Not Have|Won't Have This Time|W"
        "|Would|Would Have|Not Planned|Won't Have This Release"
    ),
    top="Critical|Highest|Very High|Blocker|Urgent|Showstopper",
    high="High|Hi|H|Major",
    middle="Medium|Med|Moderate|Normal|Middle|Average",
    low="Low|Lo|L|Minor|Lowest|Very Low|Trivial",
    yes=("Yes|Y|True|x|✓|✔|✅|☑|X|1|Required|Mandatory|In|Included|MVP|○|◯|●|NOT NULL|NN"),
    no="No|N|False|0|Optional|Out|Excluded|Not Required|Not|×|NULL",
    withdrawn=(
        "Withdrawn|Retired|Removed|Deleted|Rejected|Cancelled|Canceled|Dropped"
        "|Obsolete|Superseded|Deprecated|Void|Descoped"
    ),
)
