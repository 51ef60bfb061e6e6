import { useState } from "react";
import { useSpeaking } from "../words/lang";

const KEPT = "tutela.theme";
const THEMES = ["system", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

/** The colours that were chosen in this browser. */
export function keptTheme(): Theme {
  const kept = localStorage.getItem(KEPT);
  return THEMES.find((theme) => theme === kept) ?? "system";
}

/** Puts colours on. */
export function wear(theme: Theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** Chooses language and colours; both are kept in this browser alone. */
export function Preferences() {
  const { say, lang, choose } = useSpeaking();
  const [theme, setTheme] = useState(keptTheme);
  return (
    <div className="prefs">
      <label>
        {say("app.language")}
        <select value={lang} onChange={(event) => choose(event.target.value === "ja" ? "ja" : "en")}>
          <option value="en" lang="en">
            English
          </option>
          <option value="ja" lang="ja">
            日本語
          </option>
        </select>
      </label>
      <label>
        {say("app.theme")}
        <select
          value={theme}
          onChange={(event) => {
            const chosen = THEMES.find((one) => one === event.target.value) ?? "system";
            localStorage.setItem(KEPT, chosen);
            wear(chosen);
            setTheme(chosen);
          }}
        >
          {THEMES.map((one) => (
            <option key={one} value={one}>
              {say(`app.theme.${one}`)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
