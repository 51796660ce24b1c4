"""The page about roles says who may do what, as the program does."""

from collections.abc import Callable

from campaign.team import MAY, Permission, Role


def test_the_table_is_what_each_role_may(
    rows: Callable[[str], dict[str, list[str]]],
) -> None:
    said = {name: cells[1:] for name, cells in rows("docs/roles.md").items()}
    assert said == {
        permission.value: ["yes" if permission in MAY[role] else "no" for role in Role]
        for permission in Permission
    }


def test_the_columns_are_the_roles_in_order(page: Callable[[str], str]) -> None:
    columns = " | ".join(role.value for role in Role)
    assert f"| permission | what it lets one do | {columns} |" in page("docs/roles.md")
