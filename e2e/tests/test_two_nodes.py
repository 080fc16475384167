"""Two nodes on one PostgreSQL: what must happen once happens once, whichever node is asked."""

import time

import pytest
from botocore.exceptions import ClientError

from harness import clients, pools, srp
from harness.deadline import eventually
from harness.nodes import describes, known_everywhere, knows, on
from harness.ports import free_port
from harness.race import codes, race, winners
from harness.refusal import refused

ROUNDS = 40
WRONG = "Incorrect username or password."
LOCKED = "Password attempts exceeded"


@pytest.fixture(scope="module")
def pool(nodes):
    pool = pools.create_pool(nodes[0])
    yield pool
    pool.delete()


@pytest.fixture(scope="module")
def app(pool):
    return pool.app()


@pytest.fixture(scope="module")
def apps(nodes, app):
    known_everywhere(nodes, app)
    return [on(node, app) for node in nodes]


def test_what_one_node_creates_the_other_serves(nodes, pool, apps):
    user = pool.user()
    first, second = apps
    tokens = first.tokens(user)
    assert nodes[1].get_user(AccessToken=tokens["AccessToken"])["Username"] == user.name
    assert second.refresh(tokens["RefreshToken"])["AccessToken"]
    nodes[1].global_sign_out(AccessToken=tokens["AccessToken"])
    with refused("NotAuthorizedException", "Access Token has been revoked"):
        nodes[0].get_user(AccessToken=tokens["AccessToken"])
    with refused("NotAuthorizedException", "Refresh Token has been revoked"):
        first.refresh(tokens["RefreshToken"])


def test_srp_may_begin_on_one_node_and_end_on_the_other(pool, apps):
    user = pool.user()
    first, second = apps
    client = srp.Client(pool.id, user.password)
    challenge = first.srp_challenge(user.name, client.public)["ChallengeParameters"]
    answer = second.respond("PASSWORD_VERIFIER", client.answer(challenge))
    assert answer["AuthenticationResult"]


def test_configuration_reaches_the_other_node(nodes, pool, apps):
    made = pool.app()
    elsewhere = on(nodes[1], made)
    known_everywhere(nodes, made)
    user = pool.user()
    assert elsewhere.tokens(user)["AccessToken"]
    nodes[0].delete_user_pool_client(UserPoolId=pool.id, ClientId=made.id)

    def gone():
        try:
            elsewhere.tokens(user)
        except nodes[1].exceptions.ResourceNotFoundException:
            return True
        return False

    eventually(gone, "the other node forgets the client", seconds=3)


def test_a_user_name_has_one_winner(nodes, pool):
    for _ in range(ROUNDS):
        name = pools.unique("raced")

        def create(node, name=name):
            return node.admin_create_user(
                UserPoolId=pool.id, Username=name, MessageAction="SUPPRESS"
            )

        results = race([lambda node=node: create(node) for node in nodes * 2])
        assert len(winners(results)) == 1, results
        assert set(codes(results)) == {"UsernameExistsException"}
        made = pools.attribute_map(winners(results)[0]["User"]["Attributes"])
        assert pool.get(name)["attributes"]["sub"] == made["sub"]


def test_an_email_has_one_winner(nodes):
    pool = pools.create_pool(nodes[0], UsernameAttributes=["email"])
    eventually(lambda: describes(nodes[1], pool.id), "the other node knows the pool")
    for round in range(ROUNDS // 2):
        email = f"raced-{round}@example.com"

        def create(node, email=email):
            return node.admin_create_user(
                UserPoolId=pool.id, Username=email, MessageAction="SUPPRESS"
            )

        results = race([lambda node=node: create(node) for node in nodes * 2])
        assert len(winners(results)) == 1, results
    pool.delete()


def test_a_refresh_token_without_grace_has_one_winner(nodes, pool):
    app = pool.rotating_app(grace=0)
    known_everywhere(nodes, app)
    both = [on(node, app) for node in nodes]
    user = pool.user()
    for _ in range(ROUNDS):
        token = app.tokens(user)["RefreshToken"]
        results = race([lambda one=one: one.exchange(token) for one in both])
        assert len(winners(results)) == 1, results
        assert codes(results) == ["RefreshTokenReuseException"], results


def test_a_refresh_token_with_grace_serves_both_and_has_one_heir(nodes, pool):
    app = pool.rotating_app(grace=30)
    known_everywhere(nodes, app)
    both = [on(node, app) for node in nodes]
    user = pool.user()
    for _ in range(ROUNDS):
        token = app.tokens(user)["RefreshToken"]
        results = race([lambda one=one: one.exchange(token) for one in both])
        assert len(winners(results)) == 2, results
        # Both heirs are the current generation: neither has replaced the other.
        for heir in results:
            assert both[0].exchange(heir["RefreshToken"])["AccessToken"]


def answers_learned(results) -> int:
    """How many of these tries were told whether the password was right."""
    learned = 0
    for one in results:
        if isinstance(one, ClientError):
            error = one.response["Error"]
            assert (error["Code"], error["Message"]) in {
                ("NotAuthorizedException", WRONG),
                ("NotAuthorizedException", LOCKED),
                ("TooManyRequestsException", error["Message"]),
            }, error
            learned += error["Message"] == WRONG
        else:
            learned += 1
    return learned


def allowed(seconds: float) -> int:
    """The limit of RL-3 in this time: five at once, one more after each lock of 1, 2, 4 … s."""
    tries, wait = 5, 1.0
    while seconds >= wait:
        tries, seconds, wait = tries + 1, seconds - wait, wait * 2
    return tries


@pytest.mark.parametrize("way", ["password", "srp"])
def test_parallel_guesses_learn_no_more_than_the_limit(pool, apps, way):
    for _ in range(8):
        user = pool.user()

        def guess(app, n, user=user):
            if way == "password":
                return app.password_sign_in(user.name, f"Wrong-Horse-{n}")
            return app.srp_sign_in(user.name, f"Wrong-Horse-{n}")

        begun = time.monotonic()
        runners = [
            lambda app=app, n=n: guess(app, n) for n in range(10) for app in apps
        ]
        results = race(runners)
        took = time.monotonic() - begun
        assert len(winners(results)) == 0
        assert answers_learned(results) <= allowed(took), (took, results)


def test_the_right_password_among_parallel_guesses_is_one_of_the_tries(pool, apps):
    """A right answer counts as an answer learned too."""
    for _ in range(30):
        user = pool.user()
        passwords = [f"Wrong-Horse-{n}" for n in range(9)] + [user.password]
        begun = time.monotonic()
        results = race(
            [
                lambda app=app, word=word: app.password_sign_in(user.name, word)
                for word in passwords
                for app in apps
            ]
        )
        took = time.monotonic() - begun
        # Each right answer clears the counter, so each may be followed by another five.
        rounds = len(winners(results)) + 1
        assert answers_learned(results) <= rounds * allowed(took), (took, results)


def test_parallel_right_passwords_never_lock_the_user_out(pool, apps):
    user = pool.user()
    for _ in range(10):
        results = race(
            [lambda app=app: app.tokens(user) for app in apps for _ in range(6)]
        )
        assert len(winners(results)) == len(results), codes(results)
    for app in apps:
        assert app.srp_sign_in(user.name, user.password)["AuthenticationResult"]


def test_one_srp_answer_is_one_sign_in_on_all_nodes(pool, apps):
    user = pool.user()
    for _ in range(ROUNDS // 2):
        client = srp.Client(pool.id, user.password)
        challenge = apps[0].srp_challenge(user.name, client.public)["ChallengeParameters"]
        responses = client.answer(challenge)
        results = race(
            [lambda app=app: app.respond("PASSWORD_VERIFIER", responses) for app in apps]
        )
        assert len(winners(results)) == 1, results


def test_one_session_sets_one_password(pool, apps):
    for _ in range(ROUNDS // 4):
        user = pool.invite()
        session = apps[0].password_sign_in(user.name, user.password)["Session"]

        def answer(app, password, user=user, session=session):
            responses = {"USERNAME": user.name, "NEW_PASSWORD": password}
            app.respond("NEW_PASSWORD_REQUIRED", responses, session)
            return password

        results = race(
            [lambda app=app, n=n: answer(app, f"Won-Horse-{n}") for n, app in enumerate(apps)]
        )
        assert len(winners(results)) == 1, results
        assert apps[0].password_sign_in(user.name, winners(results)[0])["AuthenticationResult"]


def test_a_killed_node_leaves_the_other_serving(two, pool, app):
    installation, first, _ = two
    third = installation.serve(port=free_port())
    node = clients.idp(third.url, installation.root)
    acknowledged = []
    other = pools.Pool(node, pool.id)
    eventually(lambda: knows(node, app), "the third node knows the client")
    for _ in range(20):
        acknowledged.append(other.invite().name)
    third.kill()
    for name in acknowledged:
        assert pool.get(name)["Username"] == name
    assert pool.invite().name
    assert first.running()
