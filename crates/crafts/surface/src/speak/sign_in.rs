//! How servers ask people to sign in, where no status says so.

/// Parts of a path that lead to a sign-in.
const PLACES: [&str; 14] = [
    "login",
    "log-in",
    "signin",
    "sign-in",
    "sign_in",
    "log_in",
    "auth",
    "oauth",
    "oauth2",
    "authorize",
    "authenticate",
    "sso",
    "saml",
    "openid-connect",
];
/// Words in the title of a sign-in page.
const TITLES: [&str; 12] = [
    "sign in",
    "sign-in",
    "signin",
    "log in",
    "log-in",
    "login",
    "log on",
    "authenticat",
    "anmeld",
    "connexion",
    "iniciar sesi",
    "acceder",
];
/// Words by which a refusal says that credentials would help.
const WORDS: [&str; 12] = [
    "sign in",
    "log in",
    "login",
    "token",
    "credential",
    "password",
    "api key",
    "api-key",
    "apikey",
    "authenticat",
    "unauthorized",
    "not logged in",
];
/// Letters that a page shows which is hardly more than a form, and links on it.
const LETTERS: usize = 400;
const LINKS: usize = 5;

/// Whether a path or URL is that of a sign-in page.
pub(super) fn is_place(location: &str) -> bool {
    let lower = location.to_ascii_lowercase();
    let path = lower.split(['?', '#']).next().unwrap_or_default();
    path.split(['/', '.']).any(|part| PLACES.contains(&part))
}

/// Whether a refusal speaks of credentials.
pub(super) fn is_spoken_of(lower: &str) -> bool {
    WORDS.iter().any(|word| lower.contains(word))
}

/// Whether a page is there to sign in: it has a field for a password, and says so in its title, or is
/// hardly more than that form. A page of another purpose may have such a field as well.
pub(super) fn is_page(html: &str) -> bool {
    let lower = html.to_lowercase();
    let compact: String = lower.chars().filter(|c| !matches!(c, '"' | '\'' | ' ')).collect();
    if !compact.contains("type=password") {
        return false;
    }
    let title = between(&lower, "<title", "</title>").unwrap_or_default();
    let titled = TITLES.iter().any(|word| title.contains(word));
    titled || (visible(&lower) <= LETTERS && lower.matches("<a ").count() <= LINKS)
}

fn between<'t>(text: &'t str, from: &str, to: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(from)?;
    rest.split_once(to).map(|(inner, _)| inner)
}

/// Letters outside of tags.
fn visible(html: &str) -> usize {
    let mut inside = false;
    let shown = html.chars().filter(|&letter| {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            _ => return !inside && !letter.is_whitespace(),
        }
        false
    });
    shown.count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_with_little_but_a_form_for_a_password_asks() {
        let form = "<form method=post><input name=user><input type=password name=pass></form>";
        assert!(is_page(&format!("<html><title>Sign in</title>{form}")));
        assert!(is_page(&format!("<html><title>My lab</title>{}", form.replace("=p", " = 'p"))));
        assert!(!is_page("<html><title>Sign in</title>about signing in</html>"));
        let news = "news of the day ".repeat(60);
        assert!(!is_page(&format!("<html><title>News</title>{form}<p>{news}</p>")));
        assert!(is_page(&format!("<html><title>Anmeldung</title>{form}<p>{news}</p>")));
    }

    #[test]
    fn a_place_is_told_by_a_whole_part() {
        for place in
            ["/login?next=/", "/accounts/login/", "https://id.example.org/oauth2/authorize"]
        {
            assert!(is_place(place), "{place}");
        }
        for place in ["/authors", "/graph", "/blog/logins-explained", "/x?next=/login"] {
            assert!(!is_place(place), "{place}");
        }
    }
}
