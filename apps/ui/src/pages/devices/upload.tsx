import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type DragEvent, useState } from "react";
import { ask } from "../../api/client";
import type { Put } from "../../api/server";
import { Chip } from "../../parts/chip";
import { Trouble } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import { packed } from "./folder";

/** Takes in a dossier: a folder, or one that is packed already. */
export function Upload() {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const [over, setOver] = useState(false);
  const [name, setName] = useState("");
  const send = useMutation({
    mutationFn: async (files: File[]) => {
      const made = await packed(files);
      setName(made.name);
      return ask<Put>(lang, `/${made.kind}?name=${encodeURIComponent(made.name)}`, {
        method: "POST",
        body: made.archive,
        type: "application/x-tar",
      });
    },
    onSuccess: () => client.invalidateQueries(),
  });
  const take = (files: Iterable<File> | null) => {
    const list = [...(files ?? [])];
    if (list.length > 0) send.mutate(list);
  };
  const drop = async (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(await dropped(event.dataTransfer));
  };
  return (
    <section aria-labelledby="upload">
      <h2 id="upload">{say("devices.upload")}</h2>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the two fields below do the same */}
      <div
        className={`drop ${over ? "over" : ""}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => void drop(event)}
      >
        <p className="why">{say("devices.upload.hint")}</p>
        <div className="inline">
          <label className="button ghost file">
            {say("devices.upload.folder")}
            <input
              className="hidden"
              type="file"
              multiple
              {...{ webkitdirectory: "" }}
              onChange={(event) => take(event.target.files)}
            />
          </label>
        </div>
        <div role="status">
          {send.isPending && <p>{say("devices.upload.running", { name })}</p>}
          {send.isSuccess && (
            <p>
              <Chip tone="ok">{say("devices.upload.done", { name })}</Chip>
            </p>
          )}
        </div>
        {send.error && <Trouble fault={send.error} />}
      </div>
    </section>
  );
}

/** The files of what was dropped, with their paths when it was a folder. */
async function dropped(data: DataTransfer): Promise<File[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const files = await Promise.all(entries.map((entry) => under(entry)));
  return files.flat();
}

async function under(entry: FileSystemEntry): Promise<File[]> {
  if (entry instanceof FileSystemFileEntry || entry.isFile) {
    const file = await new Promise<File>((done, failed) => (entry as FileSystemFileEntry).file(done, failed));
    Object.defineProperty(file, "webkitRelativePath", { value: entry.fullPath.replace(/^\//, "") });
    return [file];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: File[] = [];
  // A reader gives at most a hundred entries at a time, and none when it is done.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed));
    if (some.length === 0) return files;
    for (const inner of some) files.push(...(await under(inner)));
  }
}
