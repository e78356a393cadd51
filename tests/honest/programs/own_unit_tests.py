import doctest
import unittest


def relu(z):
    """Return z or 0.

    >>> relu(-1)
    0
    """
    return max(0, z)


class TestRelu(unittest.TestCase):
    def test_negative(self):
        self.assertEqual(relu(-1), 0)
        with self.assertRaises(TypeError):
            relu("a")


def f(x):
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(TestRelu)
    result = unittest.TestResult()
    suite.run(result)
    finder = doctest.DocTestFinder().find(relu, "relu", module=False, globs={"relu": relu})
    failures = sum(doctest.DocTestRunner(verbose=False).run(test).failed for test in finder)
    return float(result.testsRun) + len(result.failures) + failures
