from dataclasses import dataclass
from datetime import timedelta

from temporalio import activity, workflow


@dataclass
class Person:
    name: str


@activity.defn
async def compose_greeting(name: str) -> str:
    return f"Hello, {name}!"


@workflow.defn(name="example.python.greeting.v1")
class GreetingWorkflow:
    @workflow.run
    async def run(self, person: Person) -> dict[str, str]:
        greeting = await workflow.execute_activity(
            compose_greeting, person.name, start_to_close_timeout=timedelta(seconds=10)
        )
        return {"greeting": greeting, "language": "python"}
