import io
import logging

stream = io.StringIO()
handler = logging.StreamHandler(stream)
handler.setFormatter(logging.Formatter("%(levelname)s %(name)s %(lineno)d %(message)s"))
logger = logging.getLogger("regularization")
logger.addHandler(handler)
logger.setLevel(logging.DEBUG)


def f(x):
    logger.debug("shape %s", x.shape)
    logger.warning("cost %.3f", x.sum())
    logging.basicConfig(level=logging.INFO)
    logging.info("to the terminal")
    return len(stream.getvalue())
