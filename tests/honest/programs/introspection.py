import dis
import inspect
import types


def cost(A3, Y, parameters, lambd=0.7, *, m=None):
    """Return the cost."""
    return lambd


def f(x):
    signature = inspect.signature(cost)
    bound = signature.bind(1, 2, 3)
    bound.apply_defaults()
    frame = inspect.currentframe()
    code = len(list(dis.get_instructions(cost)))
    return len(signature.parameters) + bound.arguments["lambd"] + len(inspect.getdoc(cost)) + (
        frame.f_code.co_name == "f"
    ) + isinstance(cost, types.FunctionType) + (code > 0)
