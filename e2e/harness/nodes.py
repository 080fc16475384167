"""Several nodes on one PostgreSQL."""

from harness import pools
from harness.deadline import eventually


def on(node, app: pools.App) -> pools.App:
    """The same client, asked through another node."""
    return pools.App(pools.Pool(node, app.pool.id), app.id, app.secret)


def known_everywhere(nodes, app: pools.App):
    """Configuration reaches the other node within its polling interval."""
    for node in nodes:
        eventually(lambda node=node: knows(node, app), "both nodes know the client")


def knows(node, app: pools.App) -> bool:
    try:
        node.describe_user_pool_client(UserPoolId=app.pool.id, ClientId=app.id)
    except node.exceptions.ResourceNotFoundException:
        return False
    return True


def describes(node, pool_id: str) -> bool:
    try:
        return bool(node.describe_user_pool(UserPoolId=pool_id))
    except node.exceptions.ResourceNotFoundException:
        return False
