import threading

import pytest

from govtech.config import SettingsError, load


def test_defaults_serve_one_machine(tmp_path):
    settings = load({"GOVTECH_DATA_DIR": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path / 'govtech.db'}"
    assert settings.index_dir == tmp_path / "index"
    assert not settings.production
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert load({"GOVTECH_DATA_DIR": str(tmp_path)}).secret_key == settings.secret_key


def test_the_key_is_made_once_by_whoever_comes_first(tmp_path):
    keys = []
    threads = [
        threading.Thread(target=lambda: keys.append(load({"GOVTECH_DATA_DIR": str(tmp_path)}).secret_key))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1
    assert all(keys)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COLOUR", "blue"),
        ("PROXIES", "many"),
        ("PRODUCTION", "maybe"),
        ("SEARCH", "elastic"),
        ("LANGUAGES", "ja,fr"),
        ("TIMEZONE", "Asia/Osaka City"),
        ("BASE_URL", "ftp://example.jp"),
        ("BASE_URL", "http://["),
        ("MAIL_URL", "http://mail"),
        ("MAIL_URL", "smtp://mail:twenty-five"),
        ("UPLOAD_LIMIT", "9" * 5000),
        ("DATABASE_URL", "mysql://host/name"),
        ("DATABASE_URL", "postgresql+psycopg://x@[::/x"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_bad_setting_is_named(tmp_path, name, value):
    with pytest.raises(SettingsError, match=f"GOVTECH_{name}"):
        load({"GOVTECH_DATA_DIR": str(tmp_path), f"GOVTECH_{name}": value})


def test_production_asks_for_a_key_of_its_own(tmp_path):
    with pytest.raises(SettingsError, match="SECRET_KEY"):
        load({"GOVTECH_DATA_DIR": str(tmp_path), "GOVTECH_PRODUCTION": "1"})
    with pytest.raises(SettingsError, match="too short"):
        load({"GOVTECH_DATA_DIR": str(tmp_path), "GOVTECH_PRODUCTION": "1", "GOVTECH_SECRET_KEY": "short"})
    assert load(
        {"GOVTECH_DATA_DIR": str(tmp_path), "GOVTECH_PRODUCTION": "1", "GOVTECH_SECRET_KEY": "x" * 40}
    ).production
