"""A gate in an Airflow DAG: the exit code decides, and nothing else is needed.

0 goes on; 1 (findings), 2 (bad input), 3 (not known) and 4 fail the task, and all that comes after it.
"""

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import dag

CLASSIFY = "hygeia classify --fail-on restricted --quiet '{{ params.table }}'"
SCREEN = "hygeia screen --label '{{ params.label }}' --quiet '{{ params.table }}'"
SCAN = "hygeia scan --quiet '{{ params.model }}'"


@dag(schedule=None, params={"table": "loans.csv", "label": "defaulted", "model": "model/"})
def guarded_training():
    classify = BashOperator(task_id="classify", bash_command=CLASSIFY)
    screen = BashOperator(task_id="screen", bash_command=SCREEN)
    train = BashOperator(task_id="train", bash_command="python train.py")
    scan = BashOperator(task_id="scan", bash_command=SCAN)
    classify >> screen >> train >> scan


guarded_training()
