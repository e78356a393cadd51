import configparser
import html
import urllib.parse
import xml.etree.ElementTree as ET


def f(x):
    settings = configparser.ConfigParser()
    settings.read_string("[train]\nlambda = 0.7\nsteps = 3000\n")
    root = ET.fromstring("<net><layer n='20'/><layer n='3'/></net>")
    query = urllib.parse.urlencode({"q": "cost é"}) + html.escape("<a & b>")
    return settings.getfloat("train", "lambda") + sum(int(e.get("n")) for e in root) + len(query)
