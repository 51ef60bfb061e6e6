import { createContext, useContext } from "react";
import type { SignedIn } from "../api/server";

const Context = createContext<SignedIn | undefined>(undefined);

/** Tells everything below it who is signed in. */
export const Person = Context.Provider;

/** How the person proves who they are. */
export function useWay(): string {
  return useContext(Context)?.signs_in ?? "password";
}

/** Whether an account is one's own. */
export function useIsOwn(id: string): boolean {
  return useContext(Context)?.id === id;
}

/** Whether the person may do something; the server asks again, this only leaves out what would be refused. */
export function useMay(what: string): boolean {
  return useContext(Context)?.permissions.includes(what) ?? false;
}
