import { useEffect, useRef, useState } from "react";
import { useSpeaking } from "../words/lang";

/** Reads barcodes in pictures; some browsers have it (Shape Detection API). */
interface Detector {
  detect: (from: HTMLVideoElement) => Promise<{ rawValue: string }[]>;
}

interface Detecting {
  new (wish: { formats: string[] }): Detector;
  getSupportedFormats: () => Promise<string[]>;
}

/** Kinds of barcodes that carry a UDI. */
const WANTED = ["data_matrix", "code_128", "qr_code", "ean_13"];

/** How often a picture is looked at, in milliseconds. */
const EVERY = 200;

function detecting(): Detecting | undefined {
  return (window as { BarcodeDetector?: Detecting }).BarcodeDetector;
}

/** The camera, where the browser reads barcodes; where it does not, that is said. */
export function Camera({ found }: { found: (text: string) => void }) {
  const { say } = useSpeaking();
  const [formats, setFormats] = useState<string[]>();
  const [on, setOn] = useState(false);
  const [refused, setRefused] = useState("");
  useEffect(() => {
    const asked = detecting()?.getSupportedFormats() ?? Promise.resolve([]);
    asked.then((known) => setFormats(WANTED.filter((one) => known.includes(one)))).catch(() => setFormats([]));
  }, []);
  if (formats === undefined) return null;
  if (formats.length === 0) return <p className="why">{say("scan.camera.none")}</p>;
  if (!navigator.mediaDevices) return <p className="why">{say("scan.camera.secure")}</p>;
  return (
    <section>
      {!formats.includes("data_matrix") && <p className="why">{say("scan.camera.linear")}</p>}
      <button type="button" className="ghost large" aria-pressed={on} onClick={() => setOn(!on)}>
        {say(on ? "scan.camera.stop" : "scan.camera")}
      </button>
      {refused && (
        <p className="panel" role="alert">
          {say("scan.camera.refused", { why: refused })}
        </p>
      )}
      {on && (
        <View
          formats={formats}
          found={(text) => {
            setOn(false);
            found(text);
          }}
          refused={(why) => {
            setOn(false);
            setRefused(why);
          }}
        />
      )}
    </section>
  );
}

function View(props: { formats: string[]; found: (text: string) => void; refused: (why: string) => void }) {
  const { say } = useSpeaking();
  const video = useRef<HTMLVideoElement>(null);
  const last = useRef(props);
  last.current = props;
  useEffect(() => watch(video.current, last), []);
  return (
    <>
      <p className="why" role="status">
        {say("scan.camera.on")}
      </p>
      <video ref={video} className="camera" muted playsInline aria-label={say("scan.camera.view")} />
    </>
  );
}

/** Looks at pictures until something is read or nobody looks any more; what ends it is given back. */
function watch(video: HTMLVideoElement | null, last: { current: Parameters<typeof View>[0] }): () => void {
  const Made = detecting();
  let stream: MediaStream | undefined;
  let ended = false;
  const end = () => {
    ended = true;
    for (const track of stream?.getTracks() ?? []) track.stop();
  };
  const look = async () => {
    if (!video || !Made) return;
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    if (ended) return end();
    video.srcObject = stream;
    await video.play();
    const detector = new Made({ formats: last.current.formats });
    while (!ended) {
      const [first] = await detector.detect(video);
      if (first && !ended) {
        end();
        return last.current.found(first.rawValue);
      }
      await new Promise((done) => setTimeout(done, EVERY));
    }
  };
  look().catch((fault: unknown) => {
    const told = !ended;
    end();
    if (told) last.current.refused(fault instanceof Error ? fault.message : String(fault));
  });
  return end;
}
