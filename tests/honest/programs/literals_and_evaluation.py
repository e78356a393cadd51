import ast
import operator


def f(x):
    value = ast.literal_eval("{'a': [1, 2.5, (3,)]}")
    tree = ast.parse("a * 2 + b", mode="eval")
    scope = {"a": 2.0, "b": 1.0}
    scope["c"] = eval(compile(tree, "<formula>", "eval"), {}, scope)
    exec("d = c ** 2", scope)
    return value["a"][1] + scope["d"] + operator.index(3) + len(ast.dump(tree))
