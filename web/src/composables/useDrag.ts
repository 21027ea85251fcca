import { onScopeDispose, ref, shallowRef, type Ref } from 'vue'

/** The mouse distance in pixels, and the touch hold time in milliseconds, that start a drag. */
const MIN_DISTANCE_PX = 5
const HOLD_MS = 280

interface Grip {
  id: number
  element: HTMLElement
  startX: number
  startY: number
  offsetX: number
  offsetY: number
}

/**
 * Drags elements with `data-drag` (a task id) to elements with `data-drop` (a name), by mouse or touch. On touch
 * screens, a hold starts a drag and an immediate move scrolls.
 */
export function useDrag(
  board: Readonly<Ref<HTMLElement | null>>,
  onDrop: (id: number, target: string) => void,
) {
  const draggedId = ref<number>()
  const target = ref<string>()
  const ghost = shallowRef<HTMLElement>()
  let grip: Grip | undefined
  let holdTimer: ReturnType<typeof setTimeout> | undefined

  function onPointerDown(event: PointerEvent): void {
    const start = event.target as Element
    const element = start.closest<HTMLElement>('[data-drag]')
    if (!element || event.button !== 0 || start.closest('select, input, textarea, [role="checkbox"]')) return
    const { left, top } = element.getBoundingClientRect()
    const { clientX, clientY } = event
    const id = Number(element.dataset.drag)
    grip = { id, element, startX: clientX, startY: clientY, offsetX: clientX - left, offsetY: clientY - top }
    if (event.pointerType === 'touch') holdTimer = setTimeout(lift, HOLD_MS)
    window.addEventListener('pointermove', onPointerMove)
    window.addEventListener('pointerup', onPointerUp)
    window.addEventListener('pointercancel', end)
    window.addEventListener('keydown', onKey)
  }

  function onPointerMove(event: PointerEvent): void {
    if (!grip) return
    const { clientX, clientY } = event
    if (draggedId.value === undefined) {
      if (Math.hypot(clientX - grip.startX, clientY - grip.startY) < MIN_DISTANCE_PX) return
      // A move before the hold time is a scroll.
      if (event.pointerType === 'touch') {
        end()
        return
      }
      lift()
    }
    move(clientX, clientY)
  }

  function lift(): void {
    if (!grip) return
    draggedId.value = grip.id
    const { width } = grip.element.getBoundingClientRect()
    const copy = grip.element.cloneNode(true) as HTMLElement
    copy.removeAttribute('data-drag')
    copy.inert = true
    Object.assign(copy.style, {
      position: 'fixed',
      zIndex: '60',
      top: '0',
      left: '0',
      margin: '0',
      width: `${width}px`,
    })
    Object.assign(copy.style, { pointerEvents: 'none', boxShadow: 'var(--shadow-high)', rotate: '1.5deg' })
    document.body.append(copy)
    ghost.value = copy
    document.getSelection()?.removeAllRanges()
    move(grip.startX, grip.startY)
  }

  function move(x: number, y: number): void {
    if (!grip || !ghost.value) return
    ghost.value.style.transform = `translate(${x - grip.offsetX}px, ${y - grip.offsetY}px)`
    target.value = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-drop]')?.dataset.drop
    scrollNear(x)
  }

  /** Scrolls to other columns, which are outside the viewport on phones. */
  function scrollNear(x: number): void {
    const edge = 48
    if (x < edge) board.value?.scrollBy({ left: -16 })
    else if (x > window.innerWidth - edge) board.value?.scrollBy({ left: 16 })
  }

  function onPointerUp(): void {
    if (draggedId.value !== undefined) {
      if (target.value !== undefined) onDrop(draggedId.value, target.value)
      // Suppress the click after a drag.
      window.addEventListener('click', swallow, { capture: true, once: true })
      setTimeout(() => {
        window.removeEventListener('click', swallow, { capture: true })
      })
    }
    end()
  }

  function onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') end()
  }

  function swallow(event: MouseEvent): void {
    event.stopPropagation()
    event.preventDefault()
  }

  function end(): void {
    clearTimeout(holdTimer)
    ghost.value?.remove()
    ghost.value = undefined
    grip = undefined
    draggedId.value = undefined
    target.value = undefined
    window.removeEventListener('pointermove', onPointerMove)
    window.removeEventListener('pointerup', onPointerUp)
    window.removeEventListener('pointercancel', end)
    window.removeEventListener('keydown', onKey)
  }

  /** Must be registered without `passive`, or a drag can't prevent scrolling. */
  function onTouchMove(event: TouchEvent): void {
    if (draggedId.value !== undefined && event.cancelable) event.preventDefault()
  }

  onScopeDispose(end)
  return { draggedId, target, onPointerDown, onTouchMove }
}
