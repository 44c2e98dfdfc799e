"""A page whose server was restarted, or that was led to another replica, is drawn anew as a whole.

The browser then goes on where it was and asks for a part of the page by an id that its old process gave out.
The new process has drawn nothing yet and knows no parts: Streamlit writes a line into the log and answers
nothing, and the page stays as it was, for ever.
"""

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

_STREAM = "/_stcore/stream"
_NO_TEXT = 1003


class WholeFirst:
    """Make the first thing that a connection asks for the whole page; all that follows passes untouched.

    Only what a page could say passes: on text Streamlit fails with an error, here it ends the connection.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at what the browser says on the page's websocket until it has asked once."""
        if scope["type"] != "websocket" or not scope.get("path", "").endswith(_STREAM):
            await self.app(scope, receive, send)
            return
        has_asked = has_ended = False

        async def receive_whole() -> Message:
            nonlocal has_asked, has_ended
            message = await receive()
            if message["type"] == "websocket.receive" and message.get("bytes") is None:
                has_ended = True
                await send({"type": "websocket.close", "code": _NO_TEXT})
                return {"type": "websocket.disconnect", "code": _NO_TEXT}
            if not has_asked and message["type"] == "websocket.receive" and message.get("bytes"):
                body, has_asked = whole(message["bytes"])
                return {**message, "bytes": body}
            return message

        async def send_until_ended(message: Message) -> None:
            if not has_ended:
                await send(message)

        await self.app(scope, receive_whole, send_until_ended)


def whole(body: bytes) -> tuple[bytes, bool]:
    """Turn a request for a part of the page into one for the whole; say whether it was a request at all."""
    told = BackMsg()
    try:
        told.ParseFromString(body)
    except DecodeError:  # Streamlit says what it thinks of that
        return body, False
    if told.WhichOneof("type") != "rerun_script":
        return body, False
    if not told.rerun_script.fragment_id:
        return body, True
    told.rerun_script.ClearField("fragment_id")
    return told.SerializeToString(), True
