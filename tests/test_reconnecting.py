"""The first thing that a connection asks is the whole page, whatever part the browser names."""

from streamlit.proto.BackMsg_pb2 import BackMsg

from dashboard.serving.reconnecting import whole


def asking(fragment: str) -> BackMsg:
    told = BackMsg()
    told.rerun_script.query_string = "sel=castello-road"
    told.rerun_script.fragment_id = fragment
    return told


def test_a_part_that_is_asked_for_first_becomes_the_whole_and_nothing_else_of_the_request_changes() -> None:
    body, has_asked = whole(asking("474a").SerializeToString())
    assert has_asked
    assert BackMsg.FromString(body) == asking("")


def test_what_asks_for_the_whole_or_for_nothing_passes_as_it_is() -> None:
    plain = asking("").SerializeToString()
    assert whole(plain) == (plain, True)
    beat = BackMsg(app_heartbeat=True).SerializeToString()
    assert whole(beat) == (beat, False)
    assert whole(b"\xff\xff garbage") == (b"\xff\xff garbage", False)
