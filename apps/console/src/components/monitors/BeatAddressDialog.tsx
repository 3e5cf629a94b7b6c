import { Button, Modal } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { WrittenMonitor } from '@temporal-registry/contract/monitors'
import { gatewayUrl } from '../../base.ts'
import { paths } from '../../paths.ts'
import { beatCommand, OnceShown } from './MonitorAddresses.tsx'

/** Shows the address for signs of life of a monitor that was just made, which is not shown again. */
export function BeatAddressDialog({ written }: { written: WrittenMonitor | undefined }) {
  const navigate = useNavigate()
  if (written?.heartbeat_path === undefined) return null
  const leave = () => void navigate(paths.monitor(written.name))
  return (
    <Modal
      opened
      onClose={leave}
      size="lg"
      title="It waits for signs of life"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className="stack">
        <p className="small">
          Have whatever is to live call this, by GET or POST; no token is needed.
        </p>
        <OnceShown
          text={beatCommand(gatewayUrl + written.heartbeat_path)}
          what="a sign of life by curl"
        />
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="filled" onClick={leave}>
            To the monitor
          </Button>
        </div>
      </div>
    </Modal>
  )
}
