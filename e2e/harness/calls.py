"""Operations of one service by name, through boto3. Answers are held against botocore's model."""

import pytest
from botocore.validate import ParamValidator

from harness import compat


class Calls:
    """`calls("CreateUser", UserName=…)`: the answer; anything but a success raises. What is not built
    skips the test. `called` has every success; callers with other keys share it."""

    # What this client cannot send.
    lacks: set[str] = set()

    def __init__(self, client, called: set[str] | None = None):
        self.client = client
        self.called = set() if called is None else called
        model = client.meta.service_model
        self.built = compat.built(model.service_name)
        self._methods = {name: one for one, name in client.meta.method_to_api_mapping.items()}

    def by(self, client) -> "Calls":
        """The same service, as somebody else calls it."""
        return Calls(client, self.called)

    def __call__(self, operation: str, **given) -> dict:
        if operation not in self.built:
            pytest.skip(f"{operation} is not built")
        answer = getattr(self.client, self._methods[operation])(**given)
        answer.pop("ResponseMetadata")
        shape = self.client.meta.service_model.operation_model(operation).output_shape
        if shape is not None:
            problems = _Judge().validate(answer, shape)
            assert not problems.has_errors(), f"{operation}: {problems.generate_report()}"
        self.called.add(operation)
        return answer

    def close(self):
        pass


class _Judge(ParamValidator):
    """boto3 reads the policies in answers for its callers."""

    def _validate_string(self, param, shape, errors, name):
        if shape.name != "policyDocumentType" or not isinstance(param, dict):
            super()._validate_string(param, shape, errors, name)
