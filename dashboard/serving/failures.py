"""An unforeseen error is answered like everything else, with the headers that every answer carries."""

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Failing:
    """Answer an error where it can still be answered, and raise it on, so that it is written down.

    Starlette's own answer to errors is made outside of all middleware, and would go out bare.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the exchange on, and see whether it fails before its answer has begun."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        has_begun = False

        async def send_and_see(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self.app(scope, receive, send_and_see)
        except Exception:
            if not has_begun:
                words = "something failed here; the operator finds it in the log"
                headers = {"Cache-Control": "no-store"}
                await PlainTextResponse(words, 500, headers)(scope, receive, send)
            raise
