"""云溪镇: its schools, the one source of its people, and the children who stand in more than one file."""

import random

from people import Township

AS_OF = "2026-11-22"
TOWN = "云溪镇"
CENTRAL, LIULIN, SHIQIAO, ZHUPING, MIDDLE, NURSERY, ABSENT = SCHOOLS = [
    TOWN + name for name in ("中心小学", "柳林小学", "石桥小学", "竹坪教学点", "初级中学", "中心幼儿园", "长岭小学")]

rng = random.Random(20261122)
town = Township(rng)
child = town.child

shared = {}    # children whom a later file names again
families = {}  # children whose brothers and sisters stand elsewhere


class Helpers:
    """Teachers who look after three children each, one after the other."""

    def __init__(self, *names):
        self.turn = iter([name for name in names for _ in range(3)])

    def next(self):
        return next(self.turn)


def with_helper(helpers, c):
    c["helper_name"] = helpers.next()
    return c
