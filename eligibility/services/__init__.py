"""The verbs: assess, score, record, export. The only thing that screens and the command line call."""
