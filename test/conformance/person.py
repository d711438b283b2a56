"""A person who chats by python-socketio. Takes commands and answers them, a line of JSON each."""
import json
import sys
import threading

import engineio
import socketio

SECONDS = 20


class InOrder(engineio.Client):
    """Handles each packet before it reads the next. The library starts a thread for each, and they overtake one another."""

    def _trigger_event(self, event, *args, **kwargs):
        return super()._trigger_event(event, *args, **{**kwargs, "run_async": False})


class Client(socketio.Client):
    def _engineio_client_class(self):
        return InOrder


class Person:
    def __init__(self, url, transports):
        self.changed = threading.Condition()
        self.greetings = []
        self.losses = []
        self.heard = []
        # The client connects again by itself.
        self.client = Client(reconnection_delay=0.1, randomization_factor=0)
        self.client.on("disconnect", lambda *reason: self.note(self.losses, reason))
        self.client.on("dixiu", lambda greeting, welcome: self.note(self.greetings, greeting))
        self.client.on("tianxiu", lambda msg, meta: self.note(self.heard, msg["txt"]))
        self.client.connect(url, transports=transports, wait_timeout=SECONDS)

    def note(self, kept, value):
        with self.changed:
            kept.append(value)
            self.changed.notify_all()

    def until(self, what, holds):
        with self.changed:
            if not self.changed.wait_for(holds, SECONDS):
                raise TimeoutError(what + " did not happen")

    def ask(self, event, *args):
        """Emits, and returns a list that will have the reply."""
        replies = []
        self.client.emit(event, args, callback=lambda reply: self.note(replies, reply))
        return replies

    def connected(self, times):
        self.until("the greeting", lambda: len(self.greetings) >= times)
        return {"transport": self.client.transport()}

    def lost(self, times):
        self.until("the loss of the connection", lambda: len(self.losses) >= times)
        return {}

    def say(self, texts):
        asked = [self.ask("chuan", {"name": "ada", "txt": text}, {}) for text in texts]
        self.until("the acknowledgements", lambda: all(asked))
        return {"replies": [replies for replies in asked]}

    def history(self, after):
        replies = self.ask("history", {"room": "lobby", "after": after})
        self.until("the history", lambda: replies)
        return replies[0]

    def hear(self, count):
        self.until("hearing", lambda: len(self.heard) >= count)
        texts, self.heard[:] = self.heard[:], []
        return {"texts": texts}


def main():
    person = Person(sys.argv[1], json.loads(sys.argv[2]))
    for line in sys.stdin:
        name, argument = json.loads(line)
        print(json.dumps(getattr(person, name)(argument)), flush=True)
    person.client.disconnect()


main()
