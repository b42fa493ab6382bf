"""Amazon ECS, EFS, Secrets Manager and CloudWatch Logs by moto, on loopback.

moto keeps tasks and runs no containers. What becomes of a task is told by orders on standard input, one JSON object a
line, each answered by one: the test plays the agent that ECS has on a machine. The first line out says where the
server is and what was made in it. The process ends when its input does.
"""

import json
import sys
from datetime import datetime, timedelta, timezone

import boto3
from moto.ecs import models, responses
from moto.moto_api import state_manager
from moto.server import ThreadedMotoServer

REGION = "eu-central-1"
ACCOUNT = "123456789012"
CLUSTER = "heddle"
LOG_GROUP = "/heddle/containers"


def now():
    return datetime.now(timezone.utc)


def begin_as_ecs_does():
    """Where moto is simpler than ECS is, in what the engine relies on."""
    # moto's tasks run at once, and move on by themselves as somebody looks at them.
    state_manager.set_transition("ecs::task", {"progression": "manual", "times": 1 << 60})
    made = models.Task.__init__

    def make(self, *arguments, **named):
        made(self, *arguments, **named)
        self.last_status = "PROVISIONING"
        self.created_at = now()
        # moto says 0 of containers that have not ended, too.
        self.containers[0].exitCode = None

    models.Task.__init__ = make

    # moto does not say when definitions were registered.
    defined = models.TaskDefinition.__init__

    def define(self, *arguments, **named):
        defined(self, *arguments, **named)
        self.registered_at = now()

    models.TaskDefinition.__init__ = define

    # moto starts another task for a token that it has seen.
    run = responses.EC2ContainerServiceResponse.run_task

    def run_once(self):
        token = self._get_param("clientToken")
        if token not in answers:
            answers[token] = run(self)
        return answers[token]

    responses.EC2ContainerServiceResponse.run_task = run_once

    # moto stops tasks at once and without a code; the program has a while in truth.
    def stop(self, cluster_str, task_str, reason):
        task = self.tasks[CLUSTER][task_str]
        if task.last_status != "STOPPED":
            task.desired_status = "STOPPED"
            task.last_status = "STOPPING"
            task.stop_code = "UserInitiated"
            task.stopped_reason = reason
            task.stopping_at = now()
        return task

    models.EC2ContainerServiceBackend.stop_task = stop

    # moto lists families whose definitions are no longer active.
    def families(self, family_prefix=None):
        active = [
            family
            for family, revisions in self.task_definitions.items()
            if any(each.status == "ACTIVE" for each in revisions.values())
        ]
        return [each for each in lagging.get("families", active) if each.startswith(family_prefix or "")]

    models.EC2ContainerServiceBackend.list_task_definition_families = families

    # moto's lists know everything at once.
    listed = models.EC2ContainerServiceBackend.list_tasks

    def list_tasks(self, *arguments, **named):
        tasks = listed(self, *arguments, **named)
        return [each for each in tasks if each.task_arn in lagging.get("tasks", [each.task_arn])]

    models.EC2ContainerServiceBackend.list_tasks = list_tasks


# What lists know while they lag behind.
lagging = {}

# What RunTask has answered, by token.
answers = {}


def backend():
    return models.ecs_backends[ACCOUNT][REGION]


def order_tasks(order):
    return {"tasks": " ".join(backend().tasks.get(CLUSTER, {}))}


def order_status(order):
    return {"status": backend().tasks[CLUSTER][order["task"]].last_status}


def order_print(order):
    """As the driver awslogs does."""
    task = backend().tasks[CLUSTER][order["task"]]
    family, revision = task.task_definition_arn.split("/")[-1].split(":")
    program = backend().task_definitions[family][int(revision)].container_definitions[0]
    options = program["logConfiguration"]["options"]
    place = {
        "logGroupName": options["awslogs-group"],
        "logStreamName": "/".join([options["awslogs-stream-prefix"], program["name"], order["task"].split("/")[-1]]),
    }
    client = boto3.Session("test", "test", region_name=REGION).client("logs", endpoint_url=order["endpoint"])
    client.create_log_stream(**place)
    client.put_log_events(
        **place, logEvents=[{"timestamp": int(now().timestamp() * 1000), "message": order["text"]}]
    )


def order_begin(order):
    task = backend().tasks[CLUSTER][order["task"]]
    task.last_status = "RUNNING"
    task.started_at = now()


def order_end(order):
    task = backend().tasks[CLUSTER][order["task"]]
    task.desired_status = "STOPPED"
    task.last_status = "STOPPED"
    task.stopped_at = now()
    if "stopCode" in order:
        task.stop_code = order["stopCode"]
        task.stopped_reason = order["stoppedReason"]
    task.containers[0].exitCode = order.get("exitCode")
    task.containers[0].reason = order.get("reason")


def order_forget(order):
    """As ECS does about an hour after a task has stopped."""
    task = backend().tasks[CLUSTER].pop(order["task"])
    family, revision = task.task_definition_arn.split("/")[-1].split(":")
    definition = backend().task_definitions[family][int(revision)]
    definition.registered_at = now() - timedelta(minutes=order["minutes"])


def order_lag(order):
    """Lists know nothing of what comes from now on, as those of ECS do for some seconds."""
    lagging["families"] = backend().list_task_definition_families()
    lagging["tasks"] = [each.task_arn for each in backend().list_tasks()]


def order_catch_up(order):
    lagging.clear()


def order_break_off(order):
    """As if the platform had ended before it started the task."""
    backend().tasks[CLUSTER].pop(order["task"])
    answers.clear()


def serve():
    begin_as_ecs_does()
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    endpoint = "http://%s:%d" % server.get_host_and_port()
    session = boto3.Session("test", "test", region_name=REGION)
    session.client("ecs", endpoint_url=endpoint).create_cluster(clusterName=CLUSTER)
    session.client("logs", endpoint_url=endpoint).create_log_group(logGroupName=LOG_GROUP)
    files = session.client("efs", endpoint_url=endpoint).create_file_system(CreationToken="heddle")
    cloud = session.client("ec2", endpoint_url=endpoint)
    made = {
        "endpoint": endpoint,
        "region": REGION,
        "cluster": CLUSTER,
        "logGroup": LOG_GROUP,
        "fileSystem": files["FileSystemId"],
        "subnet": cloud.describe_subnets()["Subnets"][0]["SubnetId"],
        "securityGroup": cloud.describe_security_groups()["SecurityGroups"][0]["GroupId"],
    }
    answer(made)
    for line in sys.stdin:
        order = json.loads(line)
        try:
            answer(globals()["order_" + order["order"]](order) or {})
        except Exception as e:
            answer({"error": repr(e)})
    server.stop()


def answer(value):
    print(json.dumps(value), flush=True)


if __name__ == "__main__":
    serve()
