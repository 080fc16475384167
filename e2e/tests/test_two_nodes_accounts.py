"""Codes, names and messages on two nodes: one winner, few guesses, no message lost."""

import time

import pytest

from harness import clients, outbox, pools
from harness.deadline import eventually
from harness.installation import Installation
from harness.mail import MailServer
from harness.nodes import describes, known_everywhere, on
from harness.pools import PASSWORD, address, attribute_list, unique, wrong
from harness.ports import free_port
from harness.race import codes, race, winners
from harness.refusal import refused

ROUNDS = 40
GUESSES = 5
"""OTP-2: of one code."""
EXPIRED = "Invalid code provided, please request a code again."


@pytest.fixture(scope="module")
def pool(nodes):
    pool = pools.create_pool(
        nodes[0], AutoVerifiedAttributes=["email"], AliasAttributes=["email"]
    )
    yield pool
    pool.delete()


@pytest.fixture(scope="module")
def apps(nodes, pool):
    """One client, through each node."""
    app = pool.app()
    known_everywhere(nodes, app)
    return [on(node, app) for node in nodes]


def verified_user(pool):
    email = address()
    return pool.user(email=email, email_verified="true"), email


def test_a_code_asked_for_on_one_node_works_on_the_other(apps, mail):
    first, second = apps
    name, email = unique(), address()
    first.sign_up(name, email=email)
    second.confirm(name, mail.code(email))
    second.forgot(name)
    first.reset(name, mail.code(email, 2), "Remembered-Horse-1")
    assert second.password_sign_in(name, "Remembered-Horse-1")["AuthenticationResult"]


def test_a_page_begun_on_one_node_goes_on_on_the_other(nodes):
    pool = pools.create_pool(nodes[0])
    eventually(lambda: describes(nodes[1], pool.id), "the other node knows the pool")
    names = {pool.invite().name for _ in range(9)}
    page = nodes[0].list_users(UserPoolId=pool.id, Limit=4)
    rest = nodes[1].list_users(UserPoolId=pool.id, PaginationToken=page["PaginationToken"])
    assert {one["Username"] for one in page["Users"] + rest["Users"]} == names
    pool.delete()


def test_a_user_name_has_one_winner(pool, apps):
    for _ in range(ROUNDS):
        name = unique("raced")
        results = race(
            [lambda app=app, name=name: app.sign_up(name, email=address()) for app in apps * 2]
        )
        assert len(winners(results)) == 1, results
        assert set(codes(results)) == {"UsernameExistsException"}
        assert pool.get(name)["attributes"]["sub"] == winners(results)[0]["UserSub"]


def test_sign_up_and_invitation_have_one_winner(nodes, pool, apps):
    for _ in range(ROUNDS // 2):
        name = unique("raced")

        def invite(node, name=name):
            node.admin_create_user(UserPoolId=pool.id, Username=name, MessageAction="SUPPRESS")

        results = race(
            [lambda app=app, name=name: app.sign_up(name, email=address()) for app in apps]
            + [lambda node=node: invite(node) for node in nodes]
        )
        assert len(winners(results)) == 1, results


def test_a_confirmation_code_has_one_winner(pool, apps, mail):
    for _ in range(ROUNDS):
        name, email = unique(), address()
        apps[0].sign_up(name, email=email)
        code = mail.code(email)
        results = race([lambda app=app: app.confirm(name, code) for app in apps * 2])
        assert len(winners(results)) == 1, results
        assert set(codes(results)) <= {"NotAuthorizedException", "ExpiredCodeException"}, results
        assert pool.get(name)["UserStatus"] == "CONFIRMED"


def test_a_reset_code_has_one_winner(pool, apps, mail):
    for _ in range(ROUNDS):
        user, email = verified_user(pool)
        apps[0].forgot(user.name)
        code = mail.code(email)
        passwords = [f"Raced-Horse-{n}" for n in range(4)]

        def reset(app, password, user=user, code=code):
            app.reset(user.name, code, password)
            return password

        results = race(
            [lambda app=app, p=p: reset(app, p) for app, p in zip(apps * 2, passwords, strict=True)]
        )
        assert len(winners(results)) == 1, results
        assert set(codes(results)) <= {"ExpiredCodeException"}, results
        (won,) = winners(results)
        for password in passwords:
            if password == won:
                assert apps[1].password_sign_in(user.name, won)["AuthenticationResult"]
        lost = next(password for password in passwords if password != won)
        with refused("NotAuthorizedException", "Incorrect username or password."):
            apps[0].password_sign_in(user.name, lost)


def test_an_alias_has_one_winner(pool, apps, mail):
    """Two users with one address, each with a good code for it."""
    for _ in range(ROUNDS):
        email, names = address(), [unique(), unique()]
        good = []
        for n, name in enumerate(names, 1):
            apps[0].sign_up(name, email=email)
            good.append(mail.code(email, n))
        results = race(
            [
                lambda app=app, name=name, code=code: (app.confirm(name, code), name)[1]
                for app, name, code in zip(apps, names, good, strict=True)
            ]
        )
        assert len(winners(results)) == 1, results
        assert codes(results) == ["AliasExistsException"], results
        assert pool.get(email)["Username"] == winners(results)[0]


def test_an_alias_taken_over_twice_has_one_holder(pool, apps, mail):
    for _ in range(ROUNDS // 2):
        email, names = address(), [unique(), unique()]
        good = []
        for n, name in enumerate(names, 1):
            apps[0].sign_up(name, email=email)
            good.append(mail.code(email, n))
        results = race(
            [
                lambda app=app, name=name, code=code: app.confirm(
                    name, code, ForceAliasCreation=True
                )
                for app, name, code in zip(apps, names, good, strict=True)
            ]
        )
        assert len(winners(results)) == 2, results
        verified = [
            name
            for name in names
            if pool.get(name)["attributes"].get("email_verified") == "true"
        ]
        assert verified == [pool.get(email)["Username"]]


def test_an_alias_given_by_administrators_has_one_winner(nodes, pool):
    for _ in range(ROUNDS):
        email, users = address(), [pool.invite(), pool.invite()]

        def give(node, user, email=email):
            node.admin_update_user_attributes(
                UserPoolId=pool.id,
                Username=user.name,
                UserAttributes=attribute_list({"email": email, "email_verified": "true"}),
            )
            return user.name

        results = race(
            [lambda n=n, u=u: give(n, u) for n, u in zip(nodes, users, strict=True)]
        )
        assert len(winners(results)) == 1, results
        assert codes(results) == ["AliasExistsException"], results
        assert pool.get(email)["Username"] == winners(results)[0]


def test_changes_of_one_user_are_not_lost(nodes, pool):
    """Each writes another attribute of the same user at the same moment."""
    names = ["nickname", "website", "locale", "zoneinfo"]
    for _ in range(ROUNDS // 4):
        user = pool.invite()

        def write(node, name, user=user):
            node.admin_update_user_attributes(
                UserPoolId=pool.id, Username=user.name, UserAttributes=attribute_list({name: name})
            )

        results = race(
            [lambda n=n, name=name: write(n, name) for n, name in zip(nodes * 2, names)]
        )
        assert len(winners(results)) == 4, results
        seen = pool.get(user.name)["attributes"]
        assert {name: seen.get(name) for name in names} == {name: name for name in names}


@pytest.mark.parametrize("way", ["sign-up", "reset"])
def test_parallel_guesses_learn_no_more_than_the_limit(pool, apps, mail, way):
    for _ in range(10):
        if way == "sign-up":
            name, email = unique(), address()
            apps[0].sign_up(name, email=email)
        else:
            user, email = verified_user(pool)
            name = user.name
            apps[0].forgot(name)
        code = mail.code(email)

        def guess(app, n, name=name, code=code, way=way):
            tried = f"{(int(code) + 1 + n) % 10**6:06d}"
            if way == "sign-up":
                return app.confirm(name, tried)
            return app.reset(name, tried, "Guessed-Horse-1")

        results = race([lambda app=app, n=n: guess(app, n) for n in range(12) for app in apps])
        assert winners(results) == []
        assert codes(results).count("CodeMismatchException") <= GUESSES, codes(results)
        assert set(codes(results)) <= {
            *("CodeMismatchException", "ExpiredCodeException", "LimitExceededException"),
            "TooManyRequestsException",
        }
        with pytest.raises(apps[0].idp.exceptions.ClientError) as refusal:
            if way == "sign-up":
                apps[1].confirm(name, code)
            else:
                apps[1].reset(name, code, "Guessed-Horse-1")
        assert refusal.value.response["Error"]["Code"] in {
            "ExpiredCodeException",
            "LimitExceededException",
        }


def test_the_right_code_among_guesses_wins_at_most_once(pool, apps, mail):
    for _ in range(15):
        name, email = unique(), address()
        apps[0].sign_up(name, email=email)
        code = mail.code(email)
        tried = [code] + [f"{(int(code) + 1 + n) % 10**6:06d}" for n in range(5)]
        results = race(
            [lambda app=app, one=one: app.confirm(name, one) for one in tried for app in apps]
        )
        assert len(winners(results)) <= 1, results
        assert codes(results).count("CodeMismatchException") <= GUESSES, codes(results)
        confirmed = pool.get(name)["UserStatus"] == "CONFIRMED"
        assert confirmed == (len(winners(results)) == 1)


def test_codes_are_not_sent_more_often_than_allowed(pool, apps, mail):
    name, email = unique(), address()
    apps[0].sign_up(name, email=email)
    results = race([lambda app=app: app.resend(name) for app in apps for _ in range(8)])
    assert len(winners(results)) in (4, 5), codes(results)
    assert set(codes(results)) <= {"LimitExceededException", "TooManyRequestsException"}


def test_group_membership_raced(nodes, pool):
    name = unique("group")
    nodes[0].create_group(UserPoolId=pool.id, GroupName=name)
    for _ in range(ROUNDS // 4):
        user = pool.invite()

        def join(node, user=user):
            node.admin_add_user_to_group(UserPoolId=pool.id, GroupName=name, Username=user.name)

        def leave(node, user=user):
            node.admin_remove_user_from_group(
                UserPoolId=pool.id, GroupName=name, Username=user.name
            )

        results = race([lambda n=n, act=act: act(n) for act in (join, leave) for n in nodes])
        assert len(winners(results)) == 4, results
        listed = nodes[0].admin_list_groups_for_user(UserPoolId=pool.id, Username=user.name)
        members = nodes[1].list_users_in_group(UserPoolId=pool.id, GroupName=name)
        among = user.name in {one["Username"] for one in members["Users"]}
        assert among == (len(listed["Groups"]) == 1), "both sides agree"
        leave(nodes[0])
    nodes[0].delete_group(UserPoolId=pool.id, GroupName=name)


def test_each_message_is_delivered_once(pool, apps, mail):
    emails = [address() for _ in range(100)]
    race(
        [
            lambda app=apps[n % 2], email=email: app.sign_up(unique(), email=email)
            for n, email in enumerate(emails)
        ]
    )
    for email in emails:
        mail.wait(email, seconds=30)
    time.sleep(2)
    assert [len(mail.to(email)) for email in emails] == [1] * len(emails)


@pytest.fixture
def pair(cluster, tmp_path):
    """An installation and a mail server for one test: (installation, mail, start a node)."""
    installation, mail = Installation.init(tmp_path / "pair", cluster.database()), MailServer()
    public = {"COGNATE_SERVER__BASE_URL": f"http://127.0.0.1:{installation.port}"}
    started = []

    def start():
        port = free_port() if started else None
        started.append(installation.serve(port=port, environ=public | mail.settings()))
        return started[-1]

    yield installation, mail, start
    for node in started:
        if node.running():
            node.kill()
    mail.stop()


def test_a_killed_node_loses_no_message(pair):
    """It dies with mails on their way; the other delivers each at least once."""
    installation, mail, start = pair
    first, second = start(), start()
    idp = clients.idp(first.url, installation.root)
    pool = pools.create_pool(idp, AutoVerifiedAttributes=["email"])
    app = pool.app()
    people = [(unique(), f"{unique()}@d{n}.example") for n in range(40)]
    for _, email in people:
        mail.delays[email] = 0.5
    for name, email in people:
        app.sign_up(name, email=email)
    eventually(lambda: mail.count() >= 3, "the first have arrived")
    first.kill()
    killed = mail.count()
    assert killed < len(people), "killed while mails were waiting"
    other = pools.App(pools.Pool(clients.idp(second.url, installation.root), pool.id), app.id)
    for name, email in people:
        message = mail.wait(email, seconds=120)
        other.confirm(name, message.code)
    eventually(lambda: not outbox.rows(installation), "an empty outbox", 60)
    twice = [email for _, email in people if len(mail.to(email)) > 1]
    # Only what was on its way when the node died may come again.
    assert len(twice) <= 16, twice


def test_both_nodes_killed_and_started(pair):
    installation, mail, start = pair
    mail.stop()
    first, second = start(), start()
    pool = pools.create_pool(
        clients.idp(first.url, installation.root), AutoVerifiedAttributes=["email"]
    )
    app = pool.app()
    people = [(unique(), address()) for _ in range(10)]
    for name, email in people:
        app.sign_up(name, email=email)
    first.kill()
    second.kill()
    mail.start()
    third = start()
    again = pools.App(pools.Pool(clients.idp(third.url, installation.root), pool.id), app.id)
    for name, email in people:
        again.confirm(name, mail.wait(email, seconds=120).code)
        assert again.password_sign_in(name, PASSWORD)["AuthenticationResult"]


def test_a_hundred_answers_of_one_hour(pool, apps, mail):
    """Fifteen confirmations an hour, whichever node is asked and however many codes are sent."""
    name, email = unique(), address()
    apps[0].sign_up(name, email=email)
    learned = 0
    for round in range(1, 6):
        code = mail.code(email, round)
        results = race(
            [lambda app=app: app.confirm(name, wrong(code)) for app in apps for _ in range(10)]
        )
        learned += codes(results).count("CodeMismatchException")
        if len(mail.to(email)) == round and round < 5:
            try:
                apps[round % 2].resend(name)
            except apps[0].idp.exceptions.LimitExceededException:
                break
    assert learned <= 15, learned
