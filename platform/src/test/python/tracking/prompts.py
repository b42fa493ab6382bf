"""Prompts, which are registered models with tags of their own."""

import mlflow

from tracking.given import equal, refused


def are_registered_and_loaded(given):
    name = given.name("greeting")
    first = mlflow.genai.register_prompt(
        name=name, template="Hello {{name}} ✓", commit_message="first", tags={"a": "b"})
    equal((first.version, first.template), (1, "Hello {{name}} ✓"))
    second = mlflow.genai.register_prompt(
        name=name, template=[{"role": "user", "content": "Hi {{name}}"}])
    equal(second.version, 2)
    equal(mlflow.genai.load_prompt(f"prompts:/{name}/1").format(name="Ada"), "Hello Ada ✓")
    equal(mlflow.genai.load_prompt(name, version=2).format(name="Ada"),
          [{"role": "user", "content": "Hi Ada"}])
    mlflow.genai.set_prompt_alias(name, alias="production", version=1)
    found = mlflow.genai.load_prompt(f"prompts:/{name}@production")
    equal((found.version, found.commit_message, found.tags), (1, "first", {"a": "b"}))
    mlflow.genai.delete_prompt_alias(name, alias="production")
    with refused():
        mlflow.genai.load_prompt(f"prompts:/{name}@production")
    equal(mlflow.genai.load_prompt(f"prompts:/{name}/9", allow_missing=True), None)


def are_found_apart_from_models(given):
    name = given.name("apart")
    mlflow.genai.register_prompt(name=name, template="Hello {{name}}")
    model = name + "-model"
    given.client.create_registered_model(model)
    equal([p.name for p in mlflow.genai.search_prompts(f"name LIKE '{name}%'")], [name])
    equal([m.name for m in given.client.search_registered_models(f"name LIKE '{name}%'")],
          [model])
    equal(given.client.search_model_versions(f"name = '{name}'"), [])
    with refused():
        mlflow.genai.register_prompt(name=model, template="a model has this name")
    given.client.set_prompt_tag(name, "team", "growth")
    equal(given.client.get_prompt(name).tags["team"], "growth")
    given.client.delete_prompt_version(name, "1")


CHECKS = [are_registered_and_loaded, are_found_apart_from_models]
