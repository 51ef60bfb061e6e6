import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { Link, useLocation } from "wouter";
import { ask, question } from "./api/client";
import { useEvents } from "./api/events";
import type { SignedIn, Work as WorkList } from "./api/server";
import { answering } from "./parts/asked";
import { EmergencyBanner } from "./parts/emergency";
import { asksFor } from "./parts/keys";
import { Person } from "./parts/person";
import { Preferences } from "./parts/theme";
import { useSpeaking } from "./words/lang";
import type { Key } from "./words/say";

/** Pages and what one must be allowed to see them. */
const PAGES = [
  ["/", "nav.work", "read-work|manage-users"],
  ["/devices", "nav.devices", "read-devices"],
  ["/approvals", "nav.approvals", "read-devices"],
  ["/vulnerabilities", "nav.vulnerabilities", "read-work"],
  ["/sites", "nav.sites", "read-sites"],
  ["/scan", "nav.scan", "read-sites"],
  ["/network", "nav.network", "read-sites"],
  ["/feeds", "nav.feeds", "read-feeds"],
  ["/log", "nav.log", "read-log"],
  ["/admin", "nav.admin", "manage-users|manage-retention"],
  ["/account", "nav.account", ""],
] as const satisfies readonly (readonly [string, Key, string])[];

/** The pages that a person may see, in order. */
export function pagesOf(permissions: string[]) {
  return PAGES.filter(([, , needs]) => needs === "" || needs.split("|").some((one) => permissions.includes(one)));
}

/** Where the list of this person comes from: who keeps the accounts and nothing else has one of their own. */
export function listOf(permissions: string[]) {
  return permissions.includes("read-work") ? "/work" : "/upkeep";
}

/** What stands around every page: search, navigation by noun, who is signed in. */
export function Frame({ user, children }: { user: SignedIn; children: ReactNode }) {
  const { say } = useSpeaking();
  const [path] = useLocation();
  const [shown, setShown] = useState(false);
  const main = useRef<HTMLElement>(null);
  useArrival(path, main, () => setShown(false));
  useEvents();
  const pages = pagesOf(user.permissions);
  return (
    <Person value={user}>
      <div className="shell">
        <a className="skip" href="#main">
          {say("app.skip")}
        </a>
        <header className="top">
          <Link href="/" className="brand">
            <img src="/icon.svg" alt="" />
            Tutela
          </Link>
          {user.permissions.includes("read-work") && <Search scans={user.permissions.includes("read-sites")} />}
          <div className="who">
            <span className="name">{user.name}</span>
            <SignOut />
            <button
              type="button"
              className="ghost menu"
              aria-expanded={shown}
              aria-controls="nav"
              onClick={() => setShown(!shown)}
            >
              {say("app.menu")}
            </button>
          </div>
        </header>
        <nav id="nav" className={`nav ${shown ? "shown" : ""}`} aria-label={say("nav.label")}>
          {pages.map(([href, key]) => {
            const on = href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);
            return (
              <Link
                key={href}
                href={href}
                onClick={() => setShown(false)}
                {...(on ? { "aria-current": "page" as const } : {})}
              >
                {say(key)}
                {href === "/" && <Badge list={listOf(user.permissions)} />}
              </Link>
            );
          })}
          <Preferences />
        </nav>
        <main id="main" ref={main} tabIndex={-1}>
          <EmergencyBanner user={user} />
          {children}
        </main>
      </div>
    </Person>
  );
}

/** How much waits; the page itself says it to those who listen. */
function Badge({ list }: { list: string }) {
  const { lang } = useSpeaking();
  const work = useQuery(question<WorkList>(lang, list));
  const count = work.data?.items.length ?? 0;
  return count === 0 ? null : (
    <span className="badge" aria-hidden="true">
      {count}
    </span>
  );
}

/** One box for every question; an id of a vulnerability leads straight to its answer, anything else is looked for. */
function Search({ scans }: { scans: boolean }) {
  const { say } = useSpeaking();
  const [, go] = useLocation();
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      if (asksFor(event) !== "/") return;
      event.preventDefault();
      box.current?.focus();
    };
    document.addEventListener("keydown", focus);
    return () => document.removeEventListener("keydown", focus);
  }, []);
  const find = (event: FormEvent) => {
    event.preventDefault();
    const typed = box.current?.value.trim();
    if (typed) go(answering(typed));
  };
  return (
    <search className="search">
      <form onSubmit={find} className="search">
        <input ref={box} type="search" name="q" aria-label={say("app.search")} placeholder={say("app.search")} />
        <button type="submit" className="ghost">
          {say("app.search.go")}
        </button>
        {scans && (
          <Link href="/scan" className="button ghost scan">
            {say("nav.scan")}
          </Link>
        )}
      </form>
    </search>
  );
}

function SignOut() {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const leave = useMutation({
    mutationFn: () => ask(lang, "/session", { method: "DELETE" }),
    // What was seen by one person must not be there for the next.
    onSettled: () => location.assign("/"),
    onMutate: () => client.cancelQueries(),
  });
  return (
    <button type="button" className="ghost" onClick={() => leave.mutate()}>
      {say("app.signout")}
    </button>
  );
}

/** A new page is announced and read from its beginning; the first one keeps the browser's focus. */
function useArrival(path: string, main: { current: HTMLElement | null }, arrived: () => void) {
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    const within = before.current.split("/").slice(0, 3).join("/") === path.split("/").slice(0, 3).join("/");
    before.current = path;
    arrived();
    if (within) return;
    window.scrollTo(0, 0);
    main.current?.focus();
  }, [path, main, arrived]);
}
