"""Makes JSON Schemas of Azure requests from the text of Azure's own SDK packages.

Usage: generate.py PACKAGES_JSON DIRECTORY_OF_WHEELS OUT_JSON

Two styles of generated code are read. Models from TypeSpec say with `rest_field(visibility=…)` what is read-only and
what can only be set at creation; models from Swagger have an `_attribute_map` and a `_validation`, which know the first
and not the second. Nothing of Azure's is imported: the files are parsed as Python.
"""

import ast
import json
import re
import sys
import zipfile
from pathlib import Path

SCALARS = {"str": "string", "int": "integer", "long": "integer", "float": "number", "bool": "boolean"}
STRINGS = {"iso-8601", "date", "duration", "bytearray", "bytes", "datetime", "timedelta"}
OPEN = {"object", "Any", "JSON"}


def reference(name):
    return {"$ref": "#/$defs/" + name}


class Module:
    """The models and enums of one SDK module."""

    def __init__(self, wheel, path):
        self.enums = {}
        self.models = {}
        for name in wheel.namelist():
            if re.fullmatch(re.escape(path) + r"/models/_\w*enums\.py", name):
                for node in classes(wheel, name):
                    self.enums[node.name] = {
                        target.id: each.value.value
                        for each in node.body
                        if isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant)
                        for target in each.targets
                    }
        files = [path + "/models/_models.py", path + "/models/_models_py3.py"]
        for name in files:
            if name in wheel.namelist():
                self.models.update({node.name: node for node in classes(wheel, name)})
        if not self.models:
            raise SystemExit(f"{path} has none of {files}")

    def lineage(self, name):
        """The model and what it is derived from, the root first."""
        node = self.models.get(name)
        if node is None:
            return []
        return [each for base in node.bases for each in self.lineage(getattr(base, "id", ""))] + [node]

    def kinds(self, name):
        """Subclasses by the value of the discriminator that names them, however deep."""
        found = {}
        for node in self.models.values():
            if any(getattr(base, "id", "") == name for base in node.bases):
                for keyword in node.keywords:
                    if keyword.arg == "discriminator":
                        found[keyword.value.value] = node.name
                found.update(self.kinds(node.name))
        return found

    def schema(self, name):
        kinds = self.kinds(name)
        if kinds:
            return {
                "type": "object",
                "discriminator": {"propertyName": self.discriminator(name)},
                "required": [self.discriminator(name)],
                "oneOf": [reference(each) for _, each in sorted(kinds.items())],
            }
        schema = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
        for node in self.lineage(name):
            self.typespec_fields(node, schema)
            self.swagger_fields(node, schema)
        schema["required"] = sorted(set(schema["required"]))
        return schema

    def discriminator(self, name):
        for node in self.lineage(name):
            for each in node.body:
                if isinstance(each, ast.AnnAssign) and getattr(getattr(each.value, "func", None), "id", "") == "rest_discriminator":
                    return wire_name(each)
        raise SystemExit(f"{name} has kinds, and no discriminator")

    def typespec_fields(self, node, schema):
        for each in node.body:
            if not isinstance(each, ast.AnnAssign) or not isinstance(each.value, ast.Call):
                continue
            if each.value.func.id not in ("rest_field", "rest_discriminator"):
                continue
            name = wire_name(each)
            optional = getattr(getattr(each.annotation, "value", None), "id", "") == "Optional"
            field = self.annotated(each.annotation)
            visibility = argument(each, "visibility") or ["read", "create", "update"]
            if visibility == ["read"]:
                field["readOnly"] = True
            elif "update" not in visibility and each.value.func.id == "rest_field":
                field["createOnly"] = True
            schema["properties"][name] = field
            if not optional and visibility != ["read"]:
                schema["required"].append(name)

    def annotated(self, node):
        """The schema of a type annotation."""
        if isinstance(node, ast.Constant):
            name = node.value.split(".")[-1]
            return {} if name in OPEN else self.named(name)
        if isinstance(node, ast.Name):
            return self.named(node.id)
        if isinstance(node, ast.Attribute):
            return self.named(node.attr)
        kind, inner = node.value.id, node.slice
        if kind == "Optional":
            return self.annotated(inner)
        if kind == "Union":  # a string or an enum: the values that are known
            return self.annotated(inner.elts[-1])
        if kind in ("list", "List"):
            return {"type": "array", "items": self.annotated(inner)}
        if kind in ("dict", "Dict", "MutableMapping"):
            return {"type": "object", "additionalProperties": self.annotated(inner.elts[1])}
        if kind == "Literal":
            return {"const": inner.value if isinstance(inner, ast.Constant) else self.enums[inner.value.id][inner.attr]}
        raise SystemExit(f"unknown annotation {ast.unparse(node)}")

    def named(self, name):
        if name in SCALARS:
            return {"type": SCALARS[name]}
        if name in STRINGS:
            return {"type": "string"}
        if name in OPEN:
            return {}
        if name in self.enums:
            return {"type": "string", "enum": list(self.enums[name].values())}
        if name in self.models:
            return reference(name)
        raise SystemExit(f"unknown type {name}")

    def swagger_fields(self, node, schema):
        attributes = constant(node, "_attribute_map")
        validation = constant(node, "_validation")
        enums = dict(re.findall(r":vartype (\w+):\s+str or\s+~[\w.]+\.(\w+)", ast.get_docstring(node) or ""))
        for python_name, attribute in attributes.items():
            *parents, name = attribute["key"].replace("\\.", "\0").split(".")
            rules = validation.get(python_name, {})
            field = self.named(enums[python_name]) if python_name in enums else self.swagger_type(attribute["type"])
            field.update({"pattern": rules["pattern"]} if "pattern" in rules else {})
            if rules.get("readonly"):
                field["readOnly"] = True
            target = schema
            for parent in parents:
                target = target["properties"].setdefault(
                    parent, {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
                )
            target["properties"][name.replace("\0", ".")] = field
            if rules.get("required"):
                target["required"].append(name)

    def swagger_type(self, text):
        if text.startswith("["):
            return {"type": "array", "items": self.swagger_type(text[1:-1])}
        if text.startswith("{"):
            return {"type": "object", "additionalProperties": self.swagger_type(text[1:-1])}
        return self.named(text)


def classes(wheel, name):
    return [node for node in ast.parse(wheel.read(name)).body if isinstance(node, ast.ClassDef)]


def constant(node, name):
    """A dictionary that a class holds as a literal; empty when it has none."""
    for each in node.body:
        if isinstance(each, ast.Assign) and getattr(each.targets[0], "id", "") == name:
            return ast.literal_eval(each.value)
    return {}


def argument(field, name):
    for keyword in field.value.keywords:
        if keyword.arg == name:
            return ast.literal_eval(keyword.value)
    return None


def wire_name(field):
    return argument(field, "name") or field.target.id


def references(schema):
    """Names of the models that a schema uses directly."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield schema["$ref"].split("/")[-1]
        for value in schema.values():
            yield from references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from references(value)


def main(packages, wheels, out):
    made = []
    for entry in json.loads(Path(packages).read_text()):
        [path] = Path(wheels).glob(entry["package"].replace("-", "_") + "-[0-9]*.whl")
        with zipfile.ZipFile(path) as wheel:
            configuration = wheel.read(entry["module"] + "/_configuration.py").decode()
            if f'"{entry["apiVersion"]}"' not in configuration:
                raise SystemExit(f"{path.name} is not of API version {entry['apiVersion']}")
            module = Module(wheel, entry["module"])
        for name, resource in entry["types"].items():
            definitions, missing = {}, [resource["model"]]
            while missing:
                model = missing.pop()
                if model not in definitions:
                    definitions[model] = module.schema(model)
                    missing += references(definitions[model])
            made.append(
                {
                    "type": name,
                    "apiVersion": entry["apiVersion"],
                    "alsoFor": resource.get("alsoFor", []),
                    "since": resource.get("since", {}),
                    "schema": {**reference(resource["model"]), "$defs": dict(sorted(definitions.items()))},
                }
            )
    Path(out).write_text(json.dumps(made, indent=1) + "\n")


main(*sys.argv[1:])
