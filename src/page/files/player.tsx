import { useEffect, useRef, useState } from "preact/hooks";
import type { File } from "../../protocol";

interface Props {
  is: "video" | "audio";
  file: File;
  /** Undefined until it may be fetched. */
  source: string | undefined;
  onError: () => void;
}

/** Pixels from the window within which a video is fetched as far as its first picture needs. */
const NEAR = "600px";

/** Video or sound with the browser's own controls. Nothing of it is fetched before it is near the window. */
export function Player({ is: Element, file: { name, description }, source, onError }: Props) {
  const player = useRef<HTMLVideoElement & HTMLAudioElement>(null);
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    const one = player.current;
    if (!one) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && setNear(true), {
      rootMargin: NEAR,
    });
    observer.observe(one);
    return () => observer.disconnect();
  }, []);
  return (
    <Element
      ref={player}
      controls
      preload={Element === "video" ? "metadata" : "none"}
      playsInline={Element === "video" || undefined}
      src={isNear ? source : undefined}
      aria-label={description || name}
      title={description || name}
      onError={onError}
    />
  );
}
