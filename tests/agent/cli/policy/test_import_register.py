"""A register in a spreadsheet becomes a policy file, or everything that is wrong with it is told."""

import csv
import io
from pathlib import Path

from click.testing import CliRunner, Result

from agent.cli.policy import policy
from policies.load import examine

ROWS = [
    ["2026 年出境台账"],
    ["编号", "事项", "机制", "接收方", "接收方地址", "国家（地区）", "数据类别", "字段", "有效期起", "有效期止", "备案号", "合同生效日期",
     "备案日期", "年度人数上限", "每日数据量上限", "计入阈值", "影响评估编号", "影响评估日期", "同意方式", "同意证据", "责任部门", "备注"],
    ["T-1", "全球人力资源", "标准合同", "HR: service", "198.51.100.0/28；2001:db8::/32", "新加坡", "姓名与联系方式、一般个人信息",
     "cn.mobile, email", "2026/2/10", "2029年2月9日", "沪-1", "2026-02-10", "20260220", "2万人", "500 MB", "是", "PIA-1", "2026-01-30",
     "单独同意", "consent-log", "人力资源部", "不抄录"],
    [],
    ["T-2", "跨境开户", "豁免", "B Ltd", "198.51.100.64-198.51.100.95", "香港", "pi.ordinary", "", "2026-01-01", "长期", "", "", "", "",
     "", "否", "", "", "", "", "", ""],
]  # fmt: skip


def write(path: Path, rows: list[list[str]], encoding: str = "gb18030") -> Path:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(policy, ["import-register", *map(str, arguments)])


def test_a_register_becomes_a_policy_that_says_the_same(tmp_path: Path) -> None:
    out = tmp_path / "register.yaml"
    result = run(write(tmp_path / "r.csv", ROWS), "--out", out)
    assert (result.exit_code, result.stdout) == (0, "")
    assert 'not taken over: column V "备注"' in result.stderr
    assert "  # row 5\n  - id: T-2\n" in out.read_text(encoding="utf-8")
    checked = examine([out]).checked
    assert checked is not None
    first, second = checked.sections["transfers"]
    assert {
        key: first[key] for key in ("mechanism", "filing", "classes", "fields", "valid", "pia", "consent", "owner")
    } == {
        "mechanism": "standard_contract",
        "filing": {"number": "沪-1", "filed": "2026-02-20", "effective": "2026-02-10"},
        "classes": ["pi.ordinary.contact", "pi.ordinary"],
        "fields": ["cn.mobile", "email"],
        "valid": {"from": "2026-02-10", "to": "2029-02-09"},
        "pia": {"id": "PIA-1", "date": "2026-01-30"},
        "consent": {"kind": "separate", "evidence": "consent-log"},
        "owner": "人力资源部",
    }
    assert first["caps"] == {"subjects_per_transfer": None, "subjects_per_year": 20_000, "bytes_per_day": 500_000_000}
    assert first["recipients"]["cidrs"] == ["198.51.100.0/28", "2001:db8::/32"]
    assert first["recipients"]["countries"] == ["SG"]
    assert second["recipients"]["cidrs"] == ["198.51.100.64/27"]
    assert second["valid"] == {"from": "2026-01-01", "to": ""}
    assert second["counts_toward_thresholds"] is False


def test_a_register_imported_again_replaces_what_was_made_of_it(tmp_path: Path) -> None:
    register, out = write(tmp_path / "r.csv", ROWS, "utf-8"), tmp_path / "register.yaml"
    assert run(register, "--out", out).exit_code == 0
    first = out.read_bytes()
    assert run(register, "--out", out).exit_code == 0
    assert out.read_bytes() == first
    out.write_text("# mine\n")
    result = run(register, "--out", out)
    assert result.exit_code == 3
    assert "was not made by this command" in result.stderr
    assert out.read_text() == "# mine\n"


def test_every_problem_is_told_with_row_and_column_and_nothing_is_written(tmp_path: Path) -> None:
    head, out = ["编号", "机制", "接收方地址", "数据类别", "有效期起"], tmp_path / "register.yaml"
    rows = [
        head,
        ["T-1", "standard contract", "198.51.100.1/28", "pi.ordinry", "2026-01-01"],
        ["T-1", "handshake", "", "pi.ordinary", "soon"],
    ]
    register = write(tmp_path / "r.csv", rows)
    result = run(register, "--out", out)
    assert result.exit_code == 2
    assert not out.exists()
    said = result.stderr
    assert f'{register}:2:3  "cidrs" in transfer "T-1" is "198.51.100.1/28"' in said
    assert (
        f'{register}:2:4  unknown data class "pi.ordinry" in transfer "T-1"; did you mean "pi.ordinary"? (column D, "数据类别")'
        in said
    )
    assert f'{register}:3:1  transfer "T-1" stands twice; it was given in line 2 (column A, "编号")' in said
    assert f'{register}:3:2  unknown mechanism "handshake" in transfer "T-1"' in said
    assert f'{register}:3:5  "soon": not a day' in said
    assert "nothing was written." in said


def test_a_file_that_is_no_register_is_wrong_and_one_that_is_missing_unreadable(tmp_path: Path) -> None:
    assert run(write(tmp_path / "r.csv", [["a", "b"]])).exit_code == 2
    missing = run(tmp_path / "none.csv")
    assert missing.exit_code == 3
    assert "cannot be read: No such file or directory" in missing.stderr


def test_the_classes_may_be_those_of_the_firms_own_policy(tmp_path: Path) -> None:
    own = tmp_path / "firm.yaml"
    own.write_text("extends: [pipl-general]\nclasses: [{id: own.kind, title: 自有数据}]\n", encoding="utf-8")
    rows = [
        ["编号", "机制", "接收方地址", "数据类别", "有效期起"],
        ["T-1", "审批", "198.51.100.1", "自有数据", "2026-01-01"],
    ]
    register = write(tmp_path / "r.csv", rows)
    out = tmp_path / "below" / "register.yaml"
    out.parent.mkdir()
    assert run(register, "--extends", own, "--out", out).exit_code == 0
    assert "extends: [../firm.yaml]" in out.read_text(encoding="utf-8") or '"../firm.yaml"' in out.read_text(
        encoding="utf-8"
    )
    checked = examine([out]).checked
    assert checked is not None
    assert checked.sections["transfers"][0]["classes"] == ["own.kind"]


def test_a_policy_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    result = run(write(tmp_path / "r.csv", ROWS), "--extends", "no-such-pack")
    assert result.exit_code == 2
    assert "no-such-pack" in result.stderr
