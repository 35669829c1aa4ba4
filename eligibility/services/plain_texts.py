"""The sentences of the page for the patient. Short words; a test holds them to the reading age of a child of twelve."""

from __future__ import annotations

TITLE = "CAR-T and your lupus: what was looked at"
OPENING = (
    "This page goes with a talk with your doctor. Bring it along, write on it, and ask.",
    "CAR-T is a treatment with immune cells. Cells are taken from your blood, changed, and given back to you. In lupus "
    "it is new and still being studied.",
)

GROUNDS = {
    "refractory": {
        "established": "Your drugs so far: more than one has not worked well enough.",
        "early": "Your drugs so far: one has not worked well enough. Others can still be tried.",
        "none": "Your drugs so far: other drugs can still be tried.",
        "unknown": "Your drugs so far: we do not know enough yet.",
    },
    "renal": {
        "established": "Your kidneys: lupus harms them, and treatment has not helped enough.",
        "early": "Your kidneys: lupus harms them, and the first treatment has not helped enough so far.",
        "none": "Your kidneys: they are not the reason to think of CAR-T.",
        "unknown": "Your kidneys: we do not know enough yet.",
    },
    "compliance": {
        "established": "Taking your drugs: it has been hard. We want to know why, and help.",
        "early": "Taking your drugs: it has been hard. We want to know why, and help.",
    },
}
SAFETY = {
    "block": "Safety: something makes CAR-T too risky now.",
    "defer": "Safety: something has to pass, or be treated, first.",
    "unknown": "Safety: some tests are still missing.",
    "caution": "Safety: there are points to take care of.",
    "clear": "Safety: nothing stands in the way so far.",
}
WISH = {
    "yes": "Your wish: you want it, or you want to know more.",
    "no": "Your wish: you do not want it. That counts.",
    "unknown": "Your wish: we have not asked you yet, or have not written it down.",
}

LANES = {
    "ready": ["The facts are there for a team of doctors and nurses to talk about CAR-T for you."],
    "work_up": ["CAR-T may be worth talking about. Some tests or answers are still missing."],
    "deferred": ["CAR-T may be worth talking about later. Something has to pass, or be treated, first."],
    "blocked": ["Right now something speaks clearly against CAR-T. The team can look again if that changes."],
    "not_assessable": ["We cannot say yet. Too many facts are missing."],
    "not_candidate": [
        "By the rules that we used, CAR-T is not something to talk about now. Other care is open to you."
    ],
    "withdrawn": ["The plan to talk about CAR-T was taken back."],
}
URGENT = "You need treatment now. That does not wait for anything on this page."
EARLY = "It would be sooner than studies have tried so far."
NOT_DECIDED = "Nothing is decided. A computer helped to sort the facts; people decide, and you are one of them."
NEXT = (
    "Your doctor goes through this page with you.",
    "If you agree, the team talks about you. You hear what they said.",
    "You can say yes, no, or not yet at any time. Your other care goes on.",
)

USUAL_TITLE = "Getting well enough with the usual drugs in one year"
USUAL_NOT_KNOWN = "Not known for you."
CART_TITLE = "Getting well enough with CAR-T"
CART_NOT_KNOWN = "Not known for you. No fair test against the usual drugs is done yet."
NOT_COUNTED = "Not known. Nobody has counted it yet."
HARMS = {
    "crs_any": "Fever and chills from the cells",
    "crs_severe": "Very bad fever and chills from the cells",
    "icans_any": "Feeling confused, or trouble with words",
    "icans_severe": "Feeling very confused, or not able to speak",
    "serious_infection": "A serious infection",
    "early_cytopenia": "Very low blood counts in the first weeks",
    "prolonged_cytopenia": "Low blood counts that last",
    "low_immunoglobulin": "Too few antibodies for a long time",
    "local_toxicity": "Trouble in one part of the body",
    "fertility": "Trouble having children later",
    "second_cancer": "A new cancer later",
    "manufacturing_failure": "The cells could not be made",
    "death": "Death after the treatment",
}
NUMBERS_NOTE = (
    "Each dot is one person. Filled dots are the people it happens to.",
    "The numbers for CAR-T come from few people, most of them very ill and watched for a short time. They will change.",
    "The number for the usual drugs is worked out from studies of other people. It has not been checked on people like "
    "you.",
)
TO_ASK = (
    "What else could I try first?",
    "What could go wrong, and who would look after me?",
    "How long would I be away from home, and who could be with me?",
    "What if I want children?",
    "What if I say no?",
)
