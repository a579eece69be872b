"""A guard before MLflow's model registry: no alias moves to, and nothing loads from, a version that is unsigned,
unscanned or unapproved.

    export MLFLOW_REGISTRY_URI=hygeia+sqlite:///mlflow.db     # before any address of a registry: hygeia+
    export HYGEIA_SIGNER_KEYS=emil.pub.pem                    # whose signature counts (several: with : between)
    export HYGEIA_APPROVER_KEYS=rita.pub.pem                  # whose approval counts, by another key than signed

    python -m hygeia.mlflow sign credit 3 --key emil.pem      # what somebody trained
    python -m hygeia.mlflow approve credit 3 --key rita.pem   # what somebody else looked at
    python -m hygeia.mlflow check credit 3

Signature and approval are OpenSSF Model Signing bundles over all files of the version, in its tags
`hygeia.signature` and `hygeia.approval`, or beside the files as `model.sig` and `approval.sig`. Whoever may write
tags can remove them, and can't make one: the keys decide, and the program `hygeia` looks at every file each time.
"""
