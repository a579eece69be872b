"""A gate in an Airflow DAG: the exit code decides, and nothing else is needed.

0 goes on; 1 (findings), 2 (bad input), 3 (not known) and 4 fail the task, and all that comes after it.
"""

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import dag

CLASSIFY = "hygeia classify --fail-on restricted --quiet '{{ params.table }}'"
SCREEN = "hygeia screen --label '{{ params.label }}' --quiet '{{ params.table }}'"
SCAN = "hygeia scan --quiet '{{ params.model }}'"
# A task begins in a folder of its own, which is empty: paths are from here.
WHERE = "{{ params.folder }}"


@dag(schedule=None, params={"folder": "/srv/loans", "table": "loans.csv", "label": "defaulted", "model": "model/"})
def guarded_training():
    classify = BashOperator(task_id="classify", bash_command=CLASSIFY, cwd=WHERE)
    screen = BashOperator(task_id="screen", bash_command=SCREEN, cwd=WHERE)
    train = BashOperator(task_id="train", bash_command="python train.py", cwd=WHERE)
    scan = BashOperator(task_id="scan", bash_command=SCAN, cwd=WHERE)
    classify >> screen >> train >> scan


guarded_training()
