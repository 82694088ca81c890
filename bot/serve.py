"""Opening the house, serving Telegram, and closing without losing anything."""

import asyncio
import contextlib
import fcntl
import logging
import os
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from telegram.error import InvalidToken, TelegramError
from telegram.request import BaseRequest

from actions import downtime, processes
from actions.house import Clock, House
from actions.process_file import read_process_file
from bot.assembly import ALLOWED_UPDATES, all_handlers, build_application
from bot.client import make_client
from bot.clock import FollowedClock, SystemClock
from bot.confirm import AnyApplication, Confirmer
from bot.deliver import Deliverer
from bot.garbage import standing_for_good
from bot.jobs import Jobs
from bot.menus import publish_menus
from bot.pace import Pacer
from bot.persistence import ConversationStates
from bot.polling import Polling
from bot.settings import PREFIX, Settings, SettingsWrong
from bot.tap_lane import TapLane
from bot.transport import HttpRequest
from bot.webhook import WebhookServer, path_of, set_webhook, webhook_app
from storage.database import Database, StorageFailed
from storage.keys import KeyRing

log = logging.getLogger(__name__)

CONNECT_PAUSE_S = 5.0
LAST_ANSWERS_S = 5.0
LAST_NOTICES_S = 5.0
POLLING_POOL = 4

Ready = Callable[["Runtime"], None]


class StoppedEarly(Exception):  # noqa: N818 - what was asked for
    """The bot was told to stop before Telegram had answered for the first time."""


@dataclass
class Runtime:
    """The running bot, for whoever started it."""

    house: House
    application: AnyApplication
    confirmer: Confirmer
    deliverer: Deliverer
    jobs: Jobs
    pacer: Pacer
    lane: TapLane

    @property
    def is_busy(self) -> bool:
        """Whether it still has something to do that no further update is needed for."""
        return bool(
            self.deliverer.is_busy
            or self.jobs.is_busy
            or self.confirmer.is_busy
            or self.lane.is_busy
            or self.house.db.is_busy
            or self.application.bot_data.under_way
        )


async def serve(
    settings: Settings,
    *,
    clock: Clock | None = None,
    request: BaseRequest | None = None,
    stop: asyncio.Event | None = None,
    ready: Ready | None = None,
) -> None:
    """Serve Telegram until `stop` is set.

    `clock` and `request` replace the machine's time and the network; `ready` is called once
    updates are about to be taken.

    Raises:
        SettingsWrong: without a token, or with one that Telegram does not know.
        StorageFailed: the store cannot be opened.
    """
    stop = stop or asyncio.Event()
    with contextlib.suppress(StoppedEarly):
        await _serve(settings, clock, request, stop, ready)


async def _serve(
    settings: Settings,
    clock: Clock | None,
    request: BaseRequest | None,
    stop: asyncio.Event,
    ready: Ready | None,
) -> None:
    async with open_bot(settings, clock=clock, request=request, stop=stop) as runtime:
        with standing_for_good():
            await _take_updates(settings, runtime, stop, ready)
        await runtime.confirmer.finish()


async def _take_updates(
    settings: Settings, runtime: Runtime, stop: asyncio.Event, ready: Ready | None
) -> None:
    if settings.webhook_url is None:
        polling = Polling(runtime.application.bot, runtime.confirmer, ALLOWED_UPDATES)
        log.info("serving @%s by long polling", runtime.house.bot_username)
        if ready is not None:
            ready(runtime)
        await polling.run(stop)
    else:
        await _serve_webhook(settings, runtime, stop, ready)


@contextlib.asynccontextmanager
async def open_bot(
    settings: Settings,
    *,
    clock: Clock | None = None,
    request: BaseRequest | None = None,
    stop: asyncio.Event | None = None,
) -> AsyncIterator[Runtime]:
    """Open the house and everything that runs in it but the taking of updates."""
    if settings.token is None:
        raise SettingsWrong(f"{PREFIX}TOKEN: needed to serve Telegram (BotFather gives one)")
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(sole_user_of(settings.data_dir))
        if clock is None:
            clock = await _clock_of(settings, stack)
        house = await _open_house(settings, clock, stack)
        pacer = Pacer(clock, is_on=settings.is_paced)
        client = make_client(
            settings.token.get_secret_value(),
            settings.api_url,
            request=request or HttpRequest(),
            polling_request=request or HttpRequest(pool_size=POLLING_POOL),
            pacer=pacer,
        )
        states = ConversationStates(house.db)
        application = build_application(
            house,
            client,
            states,
            all_handlers(),
            parallel_updates=settings.parallel_updates,
        )
        stack.push_async_callback(client.shutdown)
        await _initialize(application, stop or asyncio.Event())
        stack.push_async_callback(application.shutdown)
        house.bot_username = application.bot.username
        deliverer = Deliverer(house, client, pacer, application.bot_data.edits)
        jobs = Jobs(house, application)
        lane = TapLane(house, client, deliverer, application.bot_data.in_dialogue)
        confirmer = Confirmer(application, states, lane)
        runtime = Runtime(house, application, confirmer, deliverer, jobs, pacer, lane)
        application.bot_data.wake_deliverer = deliverer.wake
        await application.start()
        stack.push_async_callback(application.stop)
        await downtime.note_start(house)
        await deliverer.start()
        stack.push_async_callback(deliverer.stop)
        await jobs.start()
        menus = asyncio.create_task(publish_menus(application, house.default_language))
        application.bot_data.under_way.add(menus)
        menus.add_done_callback(application.bot_data.under_way.discard)
        try:
            yield runtime
        finally:
            menus.cancel()
            await asyncio.gather(menus, return_exceptions=True)
            await _finish(runtime)


@contextlib.contextmanager
def sole_user_of(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, making the folder: two bots on one store tell all twice.

    Raises:
        SettingsWrong: the folder cannot be used, or another bot uses it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise SettingsWrong(
            f"{PREFIX}DATA_DIR: {folder} cannot be used ({error.strerror})"
        ) from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SettingsWrong(f"{PREFIX}DATA_DIR: another bot uses {folder}") from None
        yield
    finally:
        os.close(descriptor)


async def _clock_of(settings: Settings, stack: contextlib.AsyncExitStack) -> Clock:
    if settings.clock_url is None:
        return SystemClock()
    clock = FollowedClock(settings.clock_url)
    try:
        await clock.start()
    except OSError as error:
        raise SettingsWrong(f"{PREFIX}CLOCK_URL: {error}") from None
    stack.push_async_callback(clock.stop)
    return clock


async def _open_house(settings: Settings, clock: Clock, stack: contextlib.AsyncExitStack) -> House:
    db = await Database.open(settings.database_path)
    stack.push_async_callback(db.close)
    house = House(
        db,
        KeyRing(settings.keys_dir),
        clock,
        settings.data_dir,
        default_language=settings.language,
    )
    await processes.reopen(house)
    if settings.process is not None:
        file = read_process_file(settings.process)
        now_s = int(clock.now().timestamp())
        await processes.load(house, file.process, file.source, 0, now_s)
    return house


async def _initialize(application: AnyApplication, stop: asyncio.Event) -> None:
    """Make Telegram's acquaintance, with patience while the network is away."""
    while not stop.is_set():
        try:
            await application.initialize()
            return
        except InvalidToken:
            raise SettingsWrong(f"{PREFIX}TOKEN: Telegram does not know it") from None
        except TelegramError as error:
            log.warning("Telegram does not answer yet: %s", type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), CONNECT_PAUSE_S)
    raise StoppedEarly


async def _serve_webhook(
    settings: Settings, runtime: Runtime, stop: asyncio.Event, ready: Ready | None
) -> None:
    assert settings.webhook_url is not None
    assert settings.webhook_secret is not None
    secret = settings.webhook_secret.get_secret_value()
    bot = runtime.application.bot
    app = webhook_app(
        runtime.confirmer,
        secret,
        path_of(settings.webhook_url),
        lambda: _is_well(runtime.house),
    )
    server = WebhookServer(app, settings.webhook_host, settings.webhook_port)
    serving = asyncio.create_task(server.run(stop))
    try:
        await set_webhook(bot, settings.webhook_url, secret, ALLOWED_UPDATES, stop)
        log.info("serving @%s by webhook on port %d", runtime.house.bot_username, server.port)
        if ready is not None:
            ready(runtime)
    except BaseException:
        stop.set()
        await serving
        raise
    await serving


async def _is_well(house: House) -> bool:
    try:
        await house.db.read(lambda tx: tx.value("SELECT COUNT(*) FROM migrations"))
    except StorageFailed:
        return False
    return True


async def _finish(runtime: Runtime) -> None:
    """Let answers and notices go out for a few seconds more."""
    await runtime.confirmer.finish()
    await runtime.jobs.stop()
    under_way = list(runtime.application.bot_data.under_way)
    if under_way:
        await asyncio.wait(under_way, timeout=LAST_ANSWERS_S)
    await runtime.lane.finish(LAST_ANSWERS_S)
    with contextlib.suppress(StorageFailed):
        await downtime.note_stop(runtime.house)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LAST_NOTICES_S):
            await runtime.deliverer.rest()
