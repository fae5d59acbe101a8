from govtech.core.words import gettext, lazy, locale, use_locale


def test_japanese_is_the_source_and_english_is_there():
    assert gettext("サインイン") == "サインイン"
    with use_locale("en"):
        assert gettext("サインイン") == "Sign in"
        assert gettext("あと%(n)s日", n=3) == "3 days left"
    assert locale() == "ja"


def test_a_text_nobody_has_translated_stays_readable():
    with use_locale("en"):
        assert gettext("まだ訳のない文") == "まだ訳のない文"


def test_lazy_words_speak_the_language_of_the_moment():
    word = lazy("サインイン")
    assert str(word) == "サインイン"
    with use_locale("en"):
        assert str(word) == "Sign in"
        assert word == "Sign in"


def test_lazy_words_are_escaped_in_pages():
    assert lazy("<b>&").__html__() == "&lt;b&gt;&amp;"
