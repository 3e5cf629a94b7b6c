import asyncio
import os
import signal
import socket

from temporalio.client import Client
from temporalio.worker import Worker

from greeting import GreetingWorkflow, compose_greeting
from registry import call, keep_registered

TASK_QUEUE = os.environ.get("TASK_QUEUE") or "python-example"
WORKER_ID = os.environ.get("WORKER_ID") or f"{TASK_QUEUE}-{socket.gethostname()}-{os.getpid()}"
INPUT_SCHEMA = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string", "minLength": 1}},
}
WORKFLOW = {
    "workflow_type": "example.python.greeting.v1",
    "task_queue": TASK_QUEUE,
    "version": "1.0.0",
    "description": "Greets somebody, from Python.",
    "input_schema": INPUT_SCHEMA,
    "examples": [{"name": "Ada", "input": {"name": "Ada"}}],
}
REGISTRATION = {"task_queue": TASK_QUEUE, "ttl_seconds": 15, "workflows": [WORKFLOW]}


async def main() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    client = await Client.connect(
        os.environ.get("TEMPORAL_ADDRESS") or "localhost:7233",
        namespace=os.environ.get("TEMPORAL_NAMESPACE") or "default",
    )
    workflows, activities = [GreetingWorkflow], [compose_greeting]
    async with Worker(client, task_queue=TASK_QUEUE, workflows=workflows, activities=activities):
        await keep_registered(WORKER_ID, REGISTRATION, stop)
        await call("POST", WORKER_ID, "/drain")  # nothing new, while this finishes what it has
    await call("DELETE", WORKER_ID)


if __name__ == "__main__":
    asyncio.run(main())
