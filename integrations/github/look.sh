#!/bin/bash
# What action.yml runs: one look, told as annotations, as the job's summary and as SARIF; the exit code is
# the program's.
set -u
lines() { mapfile -t "$1" < <(printf '%s' "$2" | sed '/^[[:space:]]*$/d'); }
read -r -a verb <<<"$HYGEIA_VERB"
case "${verb[*]}" in
scan | classify | "raci check" | surface | check | verify | screen) ;;
*) echo "::error title=hygeia::there is no verb ${verb[*]//[^a-z ]/} with findings" && exit 2 ;;
esac
paths=() arguments=()
[ "${verb[*]}" = surface ] || lines paths "$HYGEIA_PATHS"
lines arguments "$HYGEIA_ARGUMENTS"
summary=${RUNNER_TEMP:-/tmp}/hygeia-summary-$$.md
"$HYGEIA_PROGRAM" "${verb[@]}" --format github --report "sarif=$HYGEIA_SARIF" --report "markdown=$summary" \
  "${arguments[@]}" -- "${paths[@]}"
code=$?
[ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ -f "$summary" ] && cat "$summary" >>"$GITHUB_STEP_SUMMARY"
rm -f "$summary"
[ -n "${GITHUB_OUTPUT:-}" ] && printf 'sarif=%s\ncode=%s\n' "$HYGEIA_SARIF" "$code" >>"$GITHUB_OUTPUT"
exit "$code"
