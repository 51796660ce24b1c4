"""What a rehearsal is set to over HTTP: the clock, the crowd, faults and limits."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from rehearsal.crowd import Crowd, CrowdPlan
from rehearsal.fields import parse_json
from rehearsal.shapes import Json
from rehearsal.world import World


async def json_body(request: Request) -> Json:
    """The JSON object that came with a request, empty when nothing came."""
    body = parse_json(await request.body() or b"{}")
    if not isinstance(body, dict):
        raise TypeError("a JSON object is expected")
    return body


async def move_clock(request: Request, world: World) -> Response:
    world.advance(int((await json_body(request))["advance_seconds"]))
    return JSONResponse(world.clock())


async def crowd_progress(request: Request, _: World) -> Response:
    crowd: Crowd = request.app.state.crowd
    return JSONResponse(crowd.progress())


async def bring_crowd(request: Request, _: World) -> Response:
    crowd: Crowd = request.app.state.crowd
    plan = CrowdPlan(**(await json_body(request)))
    crowd.bring(plan)
    return JSONResponse({"count": plan.count}, 202)


async def set_fault(request: Request, world: World) -> Response:
    world.faults.add(await json_body(request))
    return JSONResponse({"set": True}, 201)


async def clear_faults(_: Request, world: World) -> Response:
    world.faults.clear()
    return Response(status_code=204)


async def limits(_: Request, world: World) -> Response:
    counted = {
        "refused": world.limits.refused,
        "sent_while_told_to_wait": world.limits.sent_while_told_to_wait,
    }
    return JSONResponse(world.limits.settings() | counted)


async def set_limits(request: Request, world: World) -> Response:
    world.limits.configure(await json_body(request))
    return JSONResponse(world.limits.settings())
