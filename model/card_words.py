"""What the card says in sentences. Figures stand in tables that are made from the files; none is written here twice."""

from __future__ import annotations

INTENDED_USE = (
    "Supports a multidisciplinary team that discusses early CAR-T in systemic lupus erythematosus: out of a hundred "
    "such patients, how many are not in response a year later on conventional therapy.",
    "Users are specialists in lupus and the people who prepare their cases. It is shown below the criteria, with its "
    "interval and what is missing, and never decides anything.",
)
NOT_FOR = (
    "Choosing a treatment alone, children (it was built for 18 to 70 years), pregnancy, patients on dialysis, "
    "emergencies, or predicting benefit from CAR-T.",
    "A high risk of failure is not the same as benefit: chronic damage and a low eGFR raise the one and lower the "
    "other; poor adherence raises the risk and also makes the time after infusion harder.",
    "What happens to the estimate when an answer is changed is an association, not the effect of changing it.",
)
DEVELOPMENT = (
    "No patient data were fitted for the shipped version. Coefficients are judgements, shrunk from the published "
    "effects that are listed with each; the effects are univariable or partly adjusted, overlap, and stand on mixed "
    "endpoints.",
    "It is a logistic regression with an informative prior for each coefficient: centred on the judgement, as wide as "
    "its published range, cut off at nought where the evidence has a sign. A common slope carries how far the effects "
    "overlap. Draws are kept.",
    "Unmeasured frailty is integrated out, so that the figure is the share among patients with these findings.",
    "Each intercept is solved on a synthetic cohort, drawn from published baselines, so that its share of failures "
    "reaches the level of a named setting. That is tuning. How well the model does on such a cohort is a property of "
    "the generator and is not reported as performance.",
    "Drug level and refills are one ordered term: severe non-adherence by level outranks low refills; they never add.",
    "The label holds no eligibility rule. Some predictors are also read by the grounds; the assessment names them.",
)
JUDGEMENT = (
    "The size of every coefficient, within what was published; the ranges without a published interval.",
    "The common slope and its range; the spread of unmeasured frailty.",
    "The level of referred patients and all extrarenal levels.",
    "How many outcomes it takes to move the intercept, the slope or all coefficients, and from how many a figure of "
    "calibration is shown.",
    "That missing answers are averaged independently of what is known of the patient.",
)
READING = (
    "Missing answers are averaged over the named reference cohort, each independently of what is known of the patient; "
    "there are no missing indicators.",
    "The interval is the central 90% over coefficients, common slope and level. It does not hold the error of the "
    "model's form.",
    "The worst-case bounds put every missing answer at its best and at its worst, within the model that was chosen.",
    "Contributions are log odds from the reference patient; they add up exactly.",
    "Where it is not settled whether nephritis is active, no estimate is given and both models are shown.",
)
SUBGROUPS = (
    "The tables say what the model says of synthetic patients. They are not performance: in no subgroup have "
    "predictions been held against outcomes.",
    "Ethnicity is not read. Crude differences between groups in the literature attenuate on adjustment, and access to "
    "care carries part of them. Whether the estimate is as well calibrated in one group as in another is unknown.",
    "Sex is read with a small weight whose direction the sources dispute. Age lowers the risk by a small step for each "
    "ten years; outside 18 to 70 the nearest end is used and a caution shown.",
)
LIMITS = (
    "Not validated on any patients. By PROBAST-style self-assessment the risk of bias is high.",
    "The level depends on the setting more than on most predictors; contrasts carry over better than levels.",
    "The estimate at the first visit does not know the response at six months, the strongest known predictor; a "
    "landmark model reads it, for nephritis alone.",
    "Published papers were read as excerpts and single tables; multivariable tables often remained unseen.",
    "Trials, cohorts and everyday practice judge response by different rules; one target stands for all of them here.",
)
WEAKEST = (
    "The weight of earlier failed classes: no adjusted estimate was found, and one trial programme shows almost none.",
    "Non-adherence: its frequency runs from 7% by drug level to 85% by claims.",
    "Male sex: sources disagree on the direction.",
    "Pure class V: the direction is published, the size is not.",
    "The levels of referred patients and the extrarenal levels: no cohort gives them for this outcome.",
    "The haemoglobin limits for anaemia: local, as the source says only normal.",
)
LEARNING = (
    "A registry of outcomes at 12 months updates the published estimate (docs/registry.md): the intercept alone, the "
    "intercept and the common slope, or every coefficient, by how many of the rarer outcome it holds.",
    "A row with something missing is completed from the reference cohort several times over, in proportion to how well "
    "each completion agrees with the outcome of that row; the draws are pooled.",
    "Before and after are compared on patients not learnt from, by repeated cross-validation. A version is called "
    "better only where the limits exclude no gain, both on the version before and on saying the registry's own share "
    "of everybody.",
    "An update always starts from the published effects, never from an earlier update: nobody is counted twice.",
)
MONITORING = (
    "Outcomes are recorded beside the prediction as it was stored. The page Monitoring shows calibration as it accrues "
    "and how far the patients differ from the reference cohort; with few outcomes it says so instead of a figure.",
)
REFERENCES = (
    "TRIPOD+AI, items and numbering: BMJ, doi:10.1136/bmj-2023-078378",
    "PROBAST+AI, domains: Moons KGM and others, BMJ 2025, doi:10.1136/bmj-2024-082505",
    "The published effects, one by one: docs/prognosis_evidence.md, and the page Sources.",
)
