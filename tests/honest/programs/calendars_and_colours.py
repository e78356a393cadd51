import calendar
import colorsys
import graphlib
import locale


def f(x):
    order = list(graphlib.TopologicalSorter({"cost": {"A3"}, "A3": {"Z3"}}).static_order())
    return calendar.monthrange(2024, 2)[1] + sum(colorsys.rgb_to_hsv(0.2, 0.4, 0.6)) + len(order) + len(
        calendar.month_name[3]
    ) + locale.atof("1.5")
