import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useRef } from "react";
import { Redirect, Route, Switch } from "wouter";
import { Problem, question } from "./api/client";
import type { Session } from "./api/server";
import { Frame, pagesOf } from "./frame";
import { Asked, Guard, Loading, Trouble } from "./parts/trouble";
import { useSpeaking } from "./words/lang";

const Work = lazy(() => import("./pages/work"));
const Devices = lazy(() => import("./pages/devices"));
const Device = lazy(() => import("./pages/device"));
const Hit = lazy(() => import("./pages/hit"));
const Network = lazy(() => import("./pages/network"));
const Scan = lazy(() => import("./pages/scan"));
const Unit = lazy(() => import("./pages/unit"));
const Sites = lazy(() => import("./pages/sites"));
const Search = lazy(() => import("./pages/search"));
const Approvals = lazy(() => import("./pages/approvals"));
const Account = lazy(() => import("./pages/account"));
const Feeds = lazy(() => import("./pages/feeds"));
const Log = lazy(() => import("./pages/log"));
const Admin = lazy(() => import("./pages/admin"));
const Choose = lazy(() => import("./pages/choose"));
const Enrol = lazy(() => import("./pages/enrol"));
const SignIn = lazy(() => import("./pages/signin"));
const SetUp = lazy(() => import("./pages/setup"));

/** The whole: who is not signed in sees the door, everybody else the frame with a page in it. */
export function App() {
  const { say, lang } = useSpeaking();
  const session = useQuery(question<Session>(lang, "/session"));
  const client = useQueryClient();
  const enrolling = useRef(false);
  const enrolled = () => {
    enrolling.current = false;
    void client.resetQueries();
  };
  useSignedOut();
  const broken = (
    <Trouble
      fault={new Problem(0, "", say("app.broken"), "", say("app.broken.next"))}
      retry={() => location.reload()}
    />
  );
  return (
    <Guard broken={broken}>
      <Suspense fallback={<Loading />}>
        <Asked of={session}>
          {({ user, setup_needed, second_factor_needed, password_change_needed, elsewhere, passkeys, program }) => {
            if (setup_needed) return <SetUp />;
            if (!user) return <SignIn program={program} elsewhere={elsewhere} passkeys={passkeys} />;
            if (password_change_needed) return <Choose done={() => void client.resetQueries()} />;
            // Recovery codes stay in sight until they were kept, also when the session is asked about again.
            if (second_factor_needed) enrolling.current = true;
            if (enrolling.current) return <Enrol done={enrolled} />;
            return (
              <Frame user={user}>
                <Guard broken={broken}>
                  <Suspense fallback={<Loading />}>
                    <Pages home={pagesOf(user.permissions)[0]?.[0] ?? "/account"} />
                  </Suspense>
                </Guard>
              </Frame>
            );
          }}
        </Asked>
      </Suspense>
    </Guard>
  );
}

function Pages({ home }: { home: string }) {
  return (
    <Switch>
      <Route path="/">{home === "/" ? <Work /> : <Redirect to={home} />}</Route>
      <Route path="/devices">
        <Devices />
      </Route>
      <Route path="/devices/:id/:tab?">
        {({ id, tab }) => <Device key={id} id={decodeURIComponent(id)} tab={tab ?? "check"} />}
      </Route>
      <Route path="/vulnerabilities/:id?">
        {({ id }) => <Hit key={id ?? ""} id={id ? decodeURIComponent(id) : ""} />}
      </Route>
      <Route path="/search/:q">{({ q }) => <Search key={q} q={decodeURIComponent(q)} />}</Route>
      <Route path="/network/:site?">{({ site }) => <Network site={site ? decodeURIComponent(site) : ""} />}</Route>
      <Route path="/scan">
        <Scan />
      </Route>
      <Route path="/sites/:site/units/:unit">
        {({ site, unit }) => <Unit key={unit} site={decodeURIComponent(site)} unit={decodeURIComponent(unit)} />}
      </Route>
      <Route path="/sites/:site?">{({ site }) => <Sites site={site ? decodeURIComponent(site) : ""} />}</Route>
      <Route path="/approvals">
        <Approvals />
      </Route>
      <Route path="/account">
        <Account />
      </Route>
      <Route path="/feeds">
        <Feeds />
      </Route>
      <Route path="/log">
        <Log />
      </Route>
      <Route path="/admin">
        <Admin />
      </Route>
      <Route path="*">{({ "*": path }) => <Nowhere path={`/${path}`} />}</Route>
    </Switch>
  );
}

function Nowhere({ path }: { path: string }) {
  const { say } = useSpeaking();
  const fault = new Problem(404, "", say("app.nowhere"), say("app.nowhere.detail", { path }), say("app.nowhere.next"));
  return <Trouble fault={fault} />;
}

/** A session that ended elsewhere ends here too, as soon as any answer says so. */
function useSignedOut() {
  const client = useQueryClient();
  useEffect(
    () =>
      client.getQueryCache().subscribe((event) => {
        if (event.type !== "updated" || event.action.type !== "error") return;
        const { error } = event.action;
        if (error instanceof Problem && error.status === 401) void client.invalidateQueries({ queryKey: ["session"] });
      }),
    [client],
  );
}
