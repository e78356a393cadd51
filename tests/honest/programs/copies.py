import copy


def f(x):
    nested = {"W": [x, x * 2], "meta": {"a": (1, 2)}}
    deep, shallow = copy.deepcopy(nested), copy.copy(nested)
    deep["W"][0][0, 0] = 99.0
    return nested["W"][0][0, 0] + deep["W"][0][0, 0] + (shallow["W"] is nested["W"])
